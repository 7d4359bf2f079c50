using LocalPods.Orchestrator.Probes;

namespace LocalPods.Simulation;

/// <summary>Answers network probes as the test says; by default all succeed.</summary>
internal sealed class ScriptedProber : IProber
{
    public Func<ProbeTarget, ProbeOutcome> Answer { get; set; } = _ => ProbeOutcome.Success("");

    public Task<ProbeOutcome> ProbeAsync(ProbeTarget target, TimeSpan timeout, CancellationToken cancellationToken) => Task.FromResult(Answer(target));
}
