namespace LocalPods.Orchestrator.Checking;

/// <summary>How bad a finding is.</summary>
public enum CheckSeverity
{
    /// <summary>It will not run as written.</summary>
    Error,

    /// <summary>It runs, and probably not as meant.</summary>
    Warning,
}
