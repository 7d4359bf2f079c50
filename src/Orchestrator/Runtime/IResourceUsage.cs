namespace LocalPods.Orchestrator.Runtime;

/// <summary>What containers and their node use. Nothing is measured unless somebody asks.</summary>
public interface IResourceUsage
{
    /// <summary>What a container has used up to now; null when it does not run.</summary>
    Task<UsageSample?> SampleAsync(ContainerId id, CancellationToken cancellationToken);

    /// <summary>
    /// Bytes that the running containers of a pod hold on the engine's disk, by name: the files that they wrote or changed outside of volumes,
    /// and their logs as far as those can be seen.
    /// </summary>
    Task<ImmutableDictionary<string, long>> MeasureDiskAsync(string podUid, CancellationToken cancellationToken);

    /// <summary>What the node as a whole has used up to now; null when its engine is on another machine.</summary>
    Task<UsageSample?> SampleNodeAsync(CancellationToken cancellationToken);
}
