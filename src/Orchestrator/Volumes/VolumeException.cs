namespace LocalPods.Orchestrator.Volumes;

/// <summary>A volume of a pod cannot be had yet: a <c>FailedMount</c>, tried again later.</summary>
internal sealed class VolumeException(string volume, string message) : Exception(message)
{
    /// <summary>Its name in the pod's spec.</summary>
    public string Volume { get; } = volume;

    /// <summary>The pod's other volumes that cannot be had either, in the order of its spec.</summary>
    public ImmutableArray<VolumeException> Others { get; init; } = [];
}
