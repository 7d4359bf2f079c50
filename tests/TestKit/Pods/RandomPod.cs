using LocalPods.Api.Core;

namespace LocalPods.TestKit;

/// <summary>What is to become of a pod that nobody disturbs.</summary>
public enum Fate
{
    Ready,
    Succeeded,
    Failed,

    /// <summary>It goes on for ever without becoming ready.</summary>
    Restless,
}

/// <summary>A pod drawn from chance, and what a life did to it.</summary>
/// <param name="Name">Of the pod.</param>
/// <param name="Spec">As the API server stores it.</param>
/// <param name="Fate">What it comes to if its containers are left alone.</param>
/// <param name="Lasting">It comes to its fate even when its containers are killed.</param>
public sealed record RandomPod(string Name, PodSpec Spec, Fate Fate, bool Lasting)
{
    public string Uid { get; set; } = "";

    public DateTimeOffset? DeletedAt { get; set; }

    /// <summary>When its object was removed without waiting.</summary>
    public DateTimeOffset? ForcedAt { get; set; }

    /// <summary>The shortest grace period it ever had.</summary>
    public long LeastGrace { get; set; } = Spec.Containers.Concat(Spec.InitContainers)
        .SelectMany(c => new[] { c.LivenessProbe?.TerminationGracePeriodSeconds, c.StartupProbe?.TerminationGracePeriodSeconds })
        .Append(Spec.TerminationGracePeriodSeconds).Min() ?? 30;

    /// <summary>Something of it was killed or changed from outside.</summary>
    public bool Disturbed { get; set; }

    /// <summary>Every state that watchers saw, and when.</summary>
    public List<(DateTimeOffset At, Pod Pod)> States { get; } = [];
}
