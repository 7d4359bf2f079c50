using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Probes;

/// <summary>
/// What the probes of one pod said up to one moment. Kept by instance, so that a verdict on a container never falls on
/// the one that replaced it.
/// </summary>
/// <param name="All">By kind of probe and instance; nothing for instances that no probe has looked at.</param>
public sealed record ProbeVerdicts(ImmutableDictionary<(ProbeType Type, ContainerId Container), ProbeVerdict> All)
{
    public static ProbeVerdicts None { get; } = new(ImmutableDictionary<(ProbeType, ContainerId), ProbeVerdict>.Empty);

    /// <summary>
    /// Null when there is no such probe, or it has not looked at this instance yet: liveness then counts as passed,
    /// readiness and startup as not yet.
    /// </summary>
    public ProbeVerdict? Find(ProbeType type, ContainerId container) =>
        All.TryGetValue((type, container), out var verdict) ? verdict : null;

    /// <summary>The liveness or startup probe gave this instance up: it is to be killed and started again.</summary>
    /// <param name="container">The running instance.</param>
    /// <returns>Which probe; null when it may live.</returns>
    public ProbeType? FailedProbe(ContainerId container) =>
        Find(ProbeType.Liveness, container) == ProbeVerdict.Failure ? ProbeType.Liveness
        : Find(ProbeType.Startup, container) == ProbeVerdict.Failure ? ProbeType.Startup
        : null;

    public ProbeVerdicts With(ProbeType type, ContainerId container, ProbeVerdict verdict) =>
        new(All.SetItem((type, container), verdict));

    public ProbeVerdicts Without(ProbeType type, ContainerId container) => new(All.Remove((type, container)));
}
