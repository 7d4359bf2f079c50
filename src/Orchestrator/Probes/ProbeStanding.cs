using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Probes;

/// <summary>How a probe has fared so far, over all instances of its container.</summary>
/// <param name="Container">Name of the container.</param>
/// <param name="Type">Which of its probes.</param>
public sealed record ProbeStanding(string Container, ProbeType Type)
{
    /// <summary>The latest attempt; null before the first.</summary>
    public ProbeRun? Last { get; init; }

    /// <summary>The latest attempt that failed; null when none did.</summary>
    public ProbeRun? LastFailure { get; init; }

    /// <summary>The instance that <see cref="LastFailure"/> asked.</summary>
    public ContainerId FailedInstance { get; init; }

    /// <summary>Attempts without a success since the last one, on that instance.</summary>
    public int FailuresInRow { get; init; }

    /// <summary>Some instance passed it once.</summary>
    public bool EverPassed { get; init; }

    /// <summary>The same after one more attempt. One that could not be made counts for nothing.</summary>
    public ProbeStanding With(ProbeRun run, ContainerId instance) => run.Outcome.Kind switch
    {
        ProbeOutcomeKind.Success or ProbeOutcomeKind.Warning => this with { Last = run, FailuresInRow = 0, EverPassed = true },
        ProbeOutcomeKind.Error => this with { Last = run, LastFailure = run, FailedInstance = instance, FailuresInRow = InRow(instance) },
        ProbeOutcomeKind.Failure => this with { Last = run, LastFailure = run, FailedInstance = instance, FailuresInRow = InRow(instance) + 1 },
    };

    private int InRow(ContainerId instance) => FailedInstance == instance ? FailuresInRow : 0;
}
