using LocalPods.Orchestrator.History;
using LocalPods.Orchestrator.Images;
using LocalPods.Orchestrator.Probes;
using LocalPods.Orchestrator.Volumes;

namespace LocalPods.Orchestrator.Nodes;

/// <summary>What a node agent is told about itself.</summary>
public sealed record NodeAgentOptions
{
    /// <summary>The instance's state folder; pods have their files below <c>pods/</c> in it.</summary>
    public required string Root { get; init; }

    /// <summary>Name of the node object, which pods are bound to.</summary>
    public required string NodeName { get; init; }

    /// <summary>Addresses of the node, its own family first.</summary>
    public required ImmutableArray<string> HostIps { get; init; }

    /// <summary>Shown as the node's kubelet version.</summary>
    public required string Version { get; init; }

    /// <summary>The port of the API, shown as the kubelet's; 0 when there is none.</summary>
    public int Port { get; init; }

    public ProbeOptions Probes { get; init; } = new();

    public ImageOptions Images { get; init; } = new();

    /// <summary>The folder with the manifests of static pods; null for none.</summary>
    public string? ManifestDirectory { get; init; }

    /// <summary>
    /// Tells of changes in a folder until it is disposed, from any thread; null, or an answer of null, leaves it to the slow
    /// rescan alone.
    /// </summary>
    public Func<string, Action, IDisposable?>? WatchFolder { get; init; }

    /// <summary>Makes network probes; null makes real ones.</summary>
    public IProber? NetworkProber { get; init; }

    /// <summary>Where records of pods are written; null writes them into the folders of the pods.</summary>
    internal IRecordFiles? RecordFiles { get; init; }

    /// <summary>Makes tokens of service accounts for volumes of pods; null for a node without any.</summary>
    public PodTokenIssuer? Tokens { get; init; }

    /// <summary>The daemon's own mounts; those of the kernel, where it may make some, unless told otherwise.</summary>
    internal INodeMounts Mounts { get => field ??= new LinuxMounts(); init; }

    /// <summary>Where pods have their files.</summary>
    internal PodDirectories Directories => field ??= new PodDirectories(Root, Mounts);
}
