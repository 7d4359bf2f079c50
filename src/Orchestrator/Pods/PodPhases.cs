namespace LocalPods.Orchestrator.Pods;

/// <summary>Values of a pod's phase.</summary>
internal static class PodPhases
{
    public const string Pending = "Pending";
    public const string Running = "Running";
    public const string Succeeded = "Succeeded";
    public const string Failed = "Failed";

    /// <summary>A phase that is never left.</summary>
    public static bool IsTerminal(string? phase) => phase is Succeeded or Failed;
}
