using LocalPods.Orchestrator.PodEnvironment;
using LocalPods.Orchestrator.Events;
using LocalPods.Orchestrator.History;
using LocalPods.Orchestrator.Images;
using LocalPods.Orchestrator.Pods.Admission;
using LocalPods.Orchestrator.Probes;
using LocalPods.Orchestrator.Runtime;
using LocalPods.Orchestrator.Store;
using LocalPods.Orchestrator.Volumes;
using Microsoft.Extensions.Logging;

namespace LocalPods.Orchestrator.Pods;

/// <summary>What all pod workers of a node share.</summary>
internal sealed class PodServices
{
    public required IContainerRuntime Runtime { get; init; }
    public required IObjectStore Store { get; init; }
    public required IEventRecorder Events { get; init; }
    public required ProbeEngine Probes { get; init; }
    public required ImagePuller Images { get; init; }
    public required IConfigSource Config { get; init; }
    public required PullSecrets PullSecrets { get; init; }
    public required ContainerStarter Starter { get; init; }
    /// <summary>What happened to pods, for telling people.</summary>
    public required PodRecords Records { get; init; }

    /// <summary>Where containers that wait are told of.</summary>
    public required PodBackoffs Backoffs { get; init; }

    /// <summary>What the node has promised to its pods.</summary>
    public required NodeAllocations Allocations { get; init; }

    public required PodDirectories Directories { get; init; }
    public required PodVolumes Volumes { get; init; }
    public required ContainerStopper Stopper { get; init; }
    public required TerminationMessages Messages { get; init; }
    public required TimeProvider Clock { get; init; }

    /// <summary>Whether a manifest of this node asks for the pod of this uid: it runs although its object may be gone for a moment.</summary>
    public required Func<string, bool> IsStatic { get; init; }

    /// <summary>The node as it is now.</summary>
    public required Func<NodeSetting> Node { get; init; }

    public required ILogger<PodWorker> Logger { get; init; }
}
