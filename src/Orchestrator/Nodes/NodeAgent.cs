using LocalPods.Api.History;
using LocalPods.Orchestrator.Checking;
using LocalPods.Orchestrator.PodEnvironment;
using LocalPods.Orchestrator.Events;
using LocalPods.Orchestrator.Explaining;
using LocalPods.Orchestrator.History;
using LocalPods.Orchestrator.Hooks;
using LocalPods.Orchestrator.Images;
using LocalPods.Orchestrator.Pods;
using LocalPods.Orchestrator.Pods.Admission;
using LocalPods.Orchestrator.Probes;
using LocalPods.Orchestrator.Runtime;
using LocalPods.Orchestrator.StaticPods;
using LocalPods.Orchestrator.Store;
using LocalPods.Orchestrator.Volumes;
using Microsoft.Extensions.Logging;

namespace LocalPods.Orchestrator.Nodes;

/// <summary>
/// The kubelet: keeps the pods that the store tells of alive on a container engine, and reports on them and on the node.
/// The daemon and the simulation run the same one.
/// </summary>
/// <param name="store">Where pods are asked for and reported.</param>
/// <param name="runtime">Where they run.</param>
/// <param name="clock">All time.</param>
/// <param name="random">All randomness.</param>
/// <param name="newId">Uids of the objects it makes.</param>
/// <param name="options">About the node.</param>
/// <param name="loggers">For its parts.</param>
public sealed class NodeAgent(
    IObjectStore store, IContainerRuntime runtime, TimeProvider clock, Random random, Func<Guid> newId, NodeAgentOptions options, ILoggerFactory loggers)
{
    private readonly PodRecords _records = new(
        options.RecordFiles ?? new RecordFiles(options.Directories.Of), clock, loggers.CreateLogger<PodRecords>());

    private readonly ProbePunctuality _punctuality = new();
    private readonly TaskCompletionSource _registered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile EvidenceReader? _evidence;
    private volatile CheckReader? _check;

    /// <summary>The node object is in the store, or could not be written for now. It waits a second at most for an engine to answer.</summary>
    public Task Registered => _registered.Task;

    /// <summary>The pulls of this node.</summary>
    public PullBoard Pulls { get; } = new(clock);

    /// <summary>How punctually probes were started.</summary>
    public ProbeStarts ProbeStarts => _punctuality.Read();

    /// <summary>The containers that wait before they are tried again.</summary>
    public PodBackoffs Backoffs { get; init; } = new();

    /// <summary>What is recorded of a pod's life; null for one that is not on this node.</summary>
    public PodHistory? HistoryOf(string @namespace, string name, string podUid)
    {
        if (_records.Find(podUid) is not { } record)
        {
            return null;
        }

        var (entries, dropped) = record.Read();
        return new PodHistory(@namespace, name, podUid, clock.GetUtcNow(), dropped, entries);
    }

    /// <summary>
    /// Works until the daemon stops. Containers go on running: the next agent on the same store and engine takes them over.
    /// </summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        var events = new EventRecorder(store, clock, newId, options.NodeName, loggers.CreateLogger<EventRecorder>());
        var network = options.NetworkProber ?? new NetworkProber("kube-probe/1.36", clock);
        var probes = new ProbeEngine(
            new ContainerProber(runtime, network), events, options.Probes, clock, random, loggers.CreateLogger<ProbeEngine>());
        var pulled = new PulledImages(store, clock, loggers.CreateLogger<PulledImages>());
        var pulls = new PullQueue(runtime, pulled, Pulls, options.Images.MaxParallelPulls, clock);
        var secrets = new PullSecrets(store, pulled);
        var images = new ImagePuller(runtime, pulls, secrets, events, _records, clock);
        var volumes = new PodVolumes(
            options.Directories, options.Mounts, options.Tokens ?? (_ => (null, "there are no service accounts here")), new ClaimedVolumes(store), clock, loggers.CreateLogger<PodVolumes>());
        var files = new NodeFiles(options.Root);
        var configs = new ContainerConfigs(options.Directories, volumes, files);
        var hooks = new HookRunner(runtime, new HookRequests("kube-lifecycle/1.36", events), clock);
        var stopper = new ContainerStopper(runtime, hooks, events, _records, clock);
        var reporter = new NodeReporter(store, runtime, clock, newId, options, loggers.CreateLogger<NodeReporter>())
        {
            Registered = () => _registered.TrySetResult(),
        };
        var mirrors = new MirrorWriter(store, clock, newId, options.NodeName);
        var staticPods = new StaticPodSource(store, mirrors, events, options, clock, loggers.CreateLogger<StaticPodSource>());
        staticPods.Scan();
        var allocations = new NodeAllocations(() => NodeObjects.Offer(store, options.NodeName, reporter.Setting));
        var services = new PodServices
        {
            Allocations = allocations,
            IsStatic = staticPods.Wants,
            Runtime = runtime,
            Store = store,
            Events = events,
            Probes = probes,
            Images = images,
            Config = new StoredConfig(store),
            PullSecrets = secrets,
            Starter = new ContainerStarter(runtime, images, configs, volumes, hooks, stopper, events, _records, clock),
            Stopper = stopper,
            Records = _records,
            Backoffs = Backoffs,
            Directories = options.Directories,
            Volumes = volumes,
            Messages = new TerminationMessages(options.Directories, runtime),
            Clock = clock,
            Node = () => reporter.Setting,
            Logger = loggers.CreateLogger<PodWorker>(),
        };
        var collector = new ImageCollector(
            runtime,
            pulled,
            () => WantedImages.Of(store),
            options.Images,
            new CollectionReports(events, options.NodeName, loggers.CreateLogger<CollectionReports>()),
            clock);
        var supervisor = new PodSupervisor(services, loggers.CreateLogger<PodSupervisor>())
        {
            EngineAway = reporter.EngineAway,
        };
        Backoffs.Lift = supervisor.Retry;
        allocations.RoomFor = supervisor.Wake;
        probes.Changed = supervisor.Wake;
        probes.Ran = run =>
        {
            _punctuality.Ran(run);
            _records.Ran(run);
        };
        _evidence = new EvidenceReader(services, supervisor, () => reporter.Away);
        _check = new CheckReader(store, runtime, files, secrets, options.NodeName, clock);

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        Task[] parts =
        [
            supervisor.RunAsync(ended.Token),
            staticPods.RunAsync(ended.Token),
            probes.RunAsync(ended.Token),
            reporter.RunAsync(ended.Token),
            events.RunAsync(ended.Token),
            _records.RunAsync(ended.Token),
            collector.RunAsync(ended.Token),
        ];
        try
        {
            await await Task.WhenAny(parts);
        }
        finally
        {
            ended.Cancel();
            foreach (var part in parts)
            {
                // The first failure is on its way up already.
                await part.ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>What would keep the pods of a manifest from running here.</summary>
    /// <exception cref="ContainerRuntimeException"><see cref="RuntimeFailure.Unavailable"/>: the agent does not run yet.</exception>
    public async Task<CheckReport> CheckAsync(ImmutableArray<CheckedObject> objects, CancellationToken cancellationToken)
    {
        var check = _check ?? throw new ContainerRuntimeException(RuntimeFailure.Unavailable, "the node agent is starting");
        return PodChecker.Check(await check.ReadAsync(objects, cancellationToken));
    }

    /// <summary>Why a pod is not Ready.</summary>
    /// <returns>Null when there is no such pod.</returns>
    /// <exception cref="ContainerRuntimeException"><see cref="RuntimeFailure.Unavailable"/>: the agent does not run yet.</exception>
    public async Task<Explanation?> ExplainAsync(string @namespace, string pod, CancellationToken cancellationToken)
    {
        var evidence = _evidence ?? throw new ContainerRuntimeException(RuntimeFailure.Unavailable, "the node agent is starting");
        return store.Get(new ObjectKey(PodObject.Resource, @namespace, pod)) is { } stored
            ? PodExplainer.Explain(await evidence.ReadAsync(new PodObject(stored).Pod, cancellationToken))
            : null;
    }
}
