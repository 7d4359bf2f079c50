namespace LocalPods.Orchestrator.Runtime;

/// <summary>What answers.</summary>
/// <param name="Name"><c>docker</c>.</param>
/// <param name="Version">Of the engine.</param>
/// <param name="ApiVersion">Agreed with it.</param>
/// <param name="Address">Where it listens.</param>
public sealed record RuntimeVersion(string Name, string Version, string ApiVersion, string Address)
{
    public string OperatingSystem { get; init; } = "";
    public string KernelVersion { get; init; } = "";
    public string Architecture { get; init; } = "";

    /// <summary>1 or 2; 0 when not known.</summary>
    public int CgroupVersion { get; init; }

    /// <summary>Whether pods have control groups of their own, in words; null when not known yet.</summary>
    public string? PodCgroups { get; init; }

    /// <summary>Processors of the node.</summary>
    public int Cpus { get; init; }

    public long MemoryBytes { get; init; }

    /// <summary>Whether the node confines programs by AppArmor; null when not known.</summary>
    public bool? AppArmor { get; init; }
}
