namespace LocalPods.Orchestrator.Probes;

/// <summary>What a probe says of a container instance after counting against its thresholds.</summary>
public enum ProbeVerdict
{
    /// <summary>A startup probe that has not decided yet.</summary>
    Unknown,
    Success,
    Failure,
}
