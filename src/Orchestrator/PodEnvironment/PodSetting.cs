using LocalPods.Api.Core;

namespace LocalPods.Orchestrator.PodEnvironment;

/// <summary>What a container's description depends on beside its own spec.</summary>
/// <param name="Pod">As stored.</param>
/// <param name="PodIps">Of the sandbox; the node's with its network.</param>
/// <param name="Node">Where it runs.</param>
/// <param name="Config">The config maps and secrets it may refer to.</param>
internal sealed record PodSetting(Pod Pod, ImmutableArray<string> PodIps, NodeSetting Node, IConfigSource Config)
{
    /// <summary>Where the pod reaches the node; null when it does not.</summary>
    public string? HostIp { get; init; }

    /// <summary>The text of a file, by the name of one of the pod's volumes and the path in it; null when there is no such file. Throws <see cref="ContainerConfigException"/>.</summary>
    public Func<string, string, string?> ReadFile { get; init; } = static (volume, _) => throw EnvironmentFile.NoVolume(volume);
}

/// <summary>Addresses as a pod sees them.</summary>
/// <param name="Ips">Its own; the node's with its network.</param>
/// <param name="HostIp">As in <see cref="PodSetting.HostIp"/>.</param>
internal sealed record PodAddresses(ImmutableArray<string> Ips, string? HostIp)
{
    /// <summary>The address that hooks and probes go to; empty when there is none.</summary>
    public string First => Ips.FirstOrDefault("");
}

/// <summary>What pods can learn about their node.</summary>
/// <param name="Name">Of the node object.</param>
/// <param name="HostIps">Its own family first.</param>
/// <param name="Cpus">Processors; stands for a missing limit.</param>
/// <param name="MemoryBytes">Stands for a missing limit.</param>
internal sealed record NodeSetting(string Name, ImmutableArray<string> HostIps, int Cpus, long MemoryBytes)
{
    /// <summary>Whether it confines programs by AppArmor; null when not known.</summary>
    public bool? AppArmor { get; init; }

    /// <summary>Of the disk that containers are kept on; 0 when not known.</summary>
    public long DiskBytes { get; init; }
}
