namespace LocalPods.Api.Serialization;

/// <summary>Whether a fault stops what was asked for.</summary>
public enum FaultSeverity
{
    Warning,
    Error,
}
