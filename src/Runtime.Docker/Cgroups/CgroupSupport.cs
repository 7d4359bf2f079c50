namespace LocalPods.Runtime.Docker.Cgroups;

/// <summary>Whether pods can have control groups of their own here. It is found out once, and remembered as long as this process lives.</summary>
internal sealed class CgroupSupport
{
    private volatile string? _why;
    private volatile bool _known;

    public bool IsKnown => _known;

    public bool IsThere => _known && _why is null;

    /// <summary>Of the machine.</summary>
    public int Processors { get; set; } = 1;

    /// <summary>They can.</summary>
    public void Grant() => (_why, _known) = (null, true);

    /// <summary>They cannot.</summary>
    /// <param name="why">For people.</param>
    public void Refuse(string why) => (_why, _known) = (why, true);

    /// <summary>In words, for people; null while nothing is known.</summary>
    public string? Describe(PodCgroups cgroups) =>
        !_known ? null
        : _why is { } why ? $"none, each container is limited by itself: {why}"
        : $"one for each pod, below {cgroups.Parent} (version {cgroups.Mounts?.Version})";
}
