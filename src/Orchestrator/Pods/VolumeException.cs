namespace LocalPods.Orchestrator.Pods;

/// <summary>A volume of a pod cannot be had yet: a <c>FailedMount</c>, tried again later.</summary>
internal sealed class VolumeException(string volume, string message) : Exception(message)
{
    public string Volume { get; } = volume;
}
