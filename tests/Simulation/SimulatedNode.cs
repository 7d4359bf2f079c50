using System.Text.Json.Nodes;
using LocalPods.Api.Core;
using LocalPods.Api.Defaulting;
using LocalPods.Api.Meta;
using LocalPods.Api.Serialization;
using LocalPods.Orchestrator.Nodes;
using LocalPods.Orchestrator.Pods.Status;
using LocalPods.Orchestrator.Store;
using LocalPods.Orchestrator.Volumes;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalPods.Simulation;

/// <summary>A whole node in virtual time: store and engine in memory, and an agent that can be killed and started again.</summary>
internal sealed class SimulatedNode : IDisposable
{
    private readonly TestKit.Simulation _sim;
    private readonly string _root = MakeRoot();
    private CancellationTokenSource? _running;
    private Task _agent = Task.CompletedTask;
    private int _lastUid;

    public SimulatedNode(TestKit.Simulation sim)
    {
        _sim = sim;
        Engine = new FakeContainerRuntime(sim.Clock, sim.Random);
        Store = new InMemoryStore(sim.Clock);
    }

    /// <summary>Runs a scenario with the agent up; the invariants every life keeps are checked at its end.</summary>
    public static void Run(Func<SimulatedNode, Task> scenario, int seed = 1) => TestKit.Simulation.Run(seed, async sim =>
    {
        using var node = new SimulatedNode(sim);
        node.StartAgent();
        await scenario(node);
        node.Engine.Journal.StartedTwice().ShouldBeEmpty();
        node.Engine.Journal.RanTwiceAtOnce().ShouldBeEmpty();
        node.Engine.StartedOutsideCgroups.ShouldBeEmpty();
        await node.KillAgentAsync();
    });

    public FakeContainerRuntime Engine { get; }

    public InMemoryStore Store { get; }

    /// <summary>Manifests of static pods; null for an agent that is told of none.</summary>
    public string? ManifestDirectory { get; set; }

    /// <summary>Tells the agent that something changed there, as the operating system does when nothing is lost.</summary>
    public Action ManifestsChanged { get; private set; } = () => { };

    public ScriptedProber Prober { get; } = new();

    /// <summary>Makes tokens of service accounts; null for a node without any.</summary>
    public PodTokenIssuer? Tokens { get; set; }

    /// <summary>What the agents wrote of pods' lives.</summary>
    public MemoryRecordFiles Records { get; } = new();

    /// <summary>The agent that was started last.</summary>
    public NodeAgent? Agent { get; private set; }

    public DateTimeOffset Now => _sim.Clock.GetUtcNow();

    /// <summary>Uids of pods that have files.</summary>
    public IEnumerable<string> PodFolders =>
        Directory.Exists(Path.Combine(_root, "pods")) ? Directory.EnumerateDirectories(Path.Combine(_root, "pods")).Select(p => Path.GetFileName(p)) : [];

    /// <summary>Where an emptyDir of a pod is.</summary>
    public string EmptyDirOf(string pod, string volume) => Path.Combine(_root, "pods", Find(pod)!.Metadata.Uid!, "volumes", "kubernetes.io~empty-dir", volume);

    public void StartAgent()
    {
        _running = new CancellationTokenSource();
        var options = new NodeAgentOptions
        {
            Root = _root,
            NodeName = "sim",
            HostIps = ["192.0.2.1"],
            Version = "v1.36.0",
            NetworkProber = Prober,
            RecordFiles = Records,
            Mounts = new NoMounts(),
            Tokens = Tokens,
            ManifestDirectory = ManifestDirectory,
            WatchFolder = (_, changed) =>
            {
                ManifestsChanged = changed;
                return null;
            },
        };
        Agent = new NodeAgent(Store, Engine, _sim.Clock, _sim.Random, NewUid, options, NullLoggerFactory.Instance);
        _agent = Agent.RunAsync(_running.Token);
    }

    /// <summary>Ends the agent wherever it is; what it asked of the engine may still take effect.</summary>
    public async Task KillAgentAsync()
    {
        _running?.Cancel();
        try
        {
            await _agent;
        }
        catch (OperationCanceledException)
        {
            // As asked.
        }

        _running?.Dispose();
        _running = null;
    }

    public async Task RestartAgentAsync()
    {
        await KillAgentAsync();
        StartAgent();
    }

    public Task SleepAsync(TimeSpan time) => Task.Delay(time, _sim.Clock);

    /// <summary>Looks ten times a virtual second at first, and once a second after ten.</summary>
    public async Task UntilAsync(string what, TimeSpan within, Func<bool> holds)
    {
        var (start, end) = (Now, Now + within);
        while (!holds())
        {
            if (Now >= end)
            {
                throw new TimeoutException($"not within {within}: {what}\n{Describe()}");
            }

            await SleepAsync(TimeSpan.FromMilliseconds(Now - start < TimeSpan.FromSeconds(10) ? 100 : 1000));
        }
    }

    /// <summary>Creates a pod as the API server would.</summary>
    /// <returns>Its uid.</returns>
    public async Task<string> CreateAsync(string name, PodSpec spec)
    {
        var uid = NewUid().ToString();
        var pod = new Pod
        {
            Metadata = new ObjectMeta { Name = name, Namespace = "default", Uid = uid, CreationTimestamp = Now, Generation = 1 },
            Spec = spec with { NodeName = "sim", TerminationGracePeriodSeconds = spec.TerminationGracePeriodSeconds ?? 30 },
            Status = new PodStatus { Phase = "Pending", QosClass = PodQos.Of(spec) },
        };
        await Store.CreateAsync(Key(name), ApiJson.ToJson(pod), timeToLive: null, CancellationToken.None);
        return uid;
    }

    /// <summary>Creates a pod that names no node, as the API server would.</summary>
    public async Task CreateLeftToUsAsync(string name, PodSpec spec)
    {
        var pod = new Pod
        {
            Metadata = new ObjectMeta { Name = name, Namespace = "default", Uid = NewUid().ToString(), CreationTimestamp = Now, Generation = 1 },
            Spec = spec with { NodeName = "sim", TerminationGracePeriodSeconds = 30 },
            Status = new PodStatus { Phase = "Pending", QosClass = "Burstable", Conditions = [new PodCondition { Type = "PodScheduled", Status = "True", LastTransitionTime = Now }] },
        };
        await Store.CreateAsync(Key(name), ApiJson.ToJson(pod), timeToLive: null, CancellationToken.None);
    }

    /// <summary>Labels the node as a user would.</summary>
    public async Task LabelNodeAsync(string label, string value)
    {
        var stored = Store.Get(new ObjectKey("nodes", "", "sim"))!;
        var json = stored.ToJsonObject();
        json["metadata"]!["labels"]![label] = value;
        await Store.UpdateAsync(stored.Key, json, stored.Revision, timeToLive: null, CancellationToken.None);
    }

    /// <summary>Puts a secret for pulling images into the store.</summary>
    public Task StoreSecretAsync(string name, string registry, string user, string password)
    {
        var config = $$"""{"auths":{"{{registry}}":{"username":"{{user}}","password":"{{password}}"} } }""";
        var content = new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = name, ["uid"] = $"uid-of-{name}" },
            ["type"] = "kubernetes.io/dockerconfigjson",
            ["data"] = new JsonObject { [".dockerconfigjson"] = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(config)) },
        };
        return Store.CreateAsync(new ObjectKey("secrets", "default", name), content, timeToLive: null, CancellationToken.None);
    }

    /// <summary>Puts an object of the namespace default into the store, in place of the one of its name.</summary>
    public async Task PutAsync<T>(string resource, T value)
        where T : IKubernetesObject
    {
        var key = new ObjectKey(resource, "default", value.Metadata.Name!);
        await (Store.Get(key) is { } stored
            ? Store.UpdateAsync(key, ApiJson.ToJson(value), stored.Revision, timeToLive: null, CancellationToken.None)
            : Store.CreateAsync(key, ApiJson.ToJson(value), timeToLive: null, CancellationToken.None));
    }

    /// <summary>Deletes a pod as the API server would.</summary>
    public async Task DeleteAsync(string name, long graceSeconds)
    {
        if (Store.Get(Key(name)) is not { } stored)
        {
            return;
        }

        var pod = Find(name)!;
        if (graceSeconds == 0 || pod.Status.Phase is "Succeeded" or "Failed")
        {
            await Store.DeleteAsync(Key(name), expectedRevision: null, CancellationToken.None);
            return;
        }

        var json = stored.ToJsonObject();
        var metadata = json["metadata"]!;
        metadata["deletionTimestamp"] = ApiJson.ToJson(new ObjectMeta { DeletionTimestamp = Now + TimeSpan.FromSeconds(graceSeconds) })["deletionTimestamp"]!.DeepClone();
        metadata["deletionGracePeriodSeconds"] = graceSeconds;
        await Store.UpdateAsync(Key(name), json, stored.Revision, timeToLive: null, CancellationToken.None);
    }

    /// <summary>Changes the image of a container as an apply would.</summary>
    public Task SetImageAsync(string name, string container, string image) => ChangeAsync(name, pod => pod with
    {
        Spec = pod.Spec with { Containers = [.. pod.Spec.Containers.Select(c => c.Name == container ? c with { Image = image } : c)] },
    });

    /// <summary>Writes a pod anew, with a new generation when its spec is another.</summary>
    public async Task ChangeAsync(string name, Func<Pod, Pod> change)
    {
        var stored = Store.Get(Key(name))!;
        var before = Find(name)!;
        var json = ApiJson.ToJson(change(before));
        if (!JsonNode.DeepEquals(json["spec"], ApiJson.ToJson(before)["spec"]))
        {
            json["metadata"]!["generation"] = before.Metadata.Generation + 1;
        }

        await Store.UpdateAsync(Key(name), json, stored.Revision, timeToLive: null, CancellationToken.None);
    }

    /// <summary>A file of a pod, by its path in the pod's folder.</summary>
    public string FileOf(string uid, string path) => Path.Combine(_root, "pods", uid, path);

    public Pod? Find(string name) => Store.Get(Key(name)) is { } stored ? stored.Read<Pod>() : null;

    public ContainerStatus? StatusOf(string pod, string container) => Find(pod)?.Status.ContainerStatuses.FirstOrDefault(c => c.Name == container);

    /// <summary>Events about a pod or its containers.</summary>
    public IEnumerable<Event> EventsOf(string pod) =>
        Store.List("events", "default").Items.Select(i => i.Read<Event>()).Where(e => e.InvolvedObject.Name == pod);

    public bool IsReady(string name) => Find(name)?.Status.Conditions.Any(c => c is { Type: "Ready", Status: "True" }) == true;

    /// <summary>What <c>get pods</c> shows under STATUS.</summary>
    public string Column(string name) => PodColumns.Cells(Find(name)!, Now).Status;

    /// <summary>Events of a pod in the order of their first occurrence: <c>Type Reason fieldPath: message</c>, and <c>xN</c> from two on.</summary>
    public string[] Events(string name) =>
    [
        .. Store.List("events", null).Items.Select(e => e.Read<Event>())
            .Where(e => e.InvolvedObject.Name == name)
            .OrderBy(e => e.Metadata.Name, StringComparer.Ordinal)
            .Select(e => $"{e.Type} {e.Reason} {(e.InvolvedObject.FieldPath is { } path ? path + ": " : "")}{e.Message}{(e.Count > 1 ? $" x{e.Count}" : "")}"),
    ];

    /// <summary>Every state of a pod from now on, as watchers see it, until it is gone.</summary>
    public List<Pod> Watch(string name)
    {
        var seen = new List<Pod>();
        Watch(pod =>
        {
            if (pod.Metadata.Name == name)
            {
                seen.Add(pod);
            }
        });
        return seen;
    }

    /// <summary>Tells every state of every pod from now on, as watchers see it.</summary>
    public void Watch(Action<Pod> tell)
    {
        _ = WatchAsync();

        async Task WatchAsync()
        {
            using var watch = Store.Watch("pods", "default", Store.Revision);
            while (await watch.WaitToReadAsync(CancellationToken.None))
            {
                while (watch.TryRead(out var change))
                {
                    if (change.Type != StoreChangeType.Deleted)
                    {
                        tell(change.Object.Read<Pod>());
                    }
                }
            }
        }
    }

    public string Describe() => string.Join('\n', Store.List("pods", null).Items.Select(i => System.Text.Encoding.UTF8.GetString(i.Json.Span)))
        + "\nengine: " + string.Join('\n', Engine.Pods.Select(p => $"{p.Pod} {p.Pod.Uid}: {string.Join(", ", p.Sandboxes.Select(s => $"sandbox {s.Attempt} {s.Ready}"))}; {string.Join(", ", p.Containers.Select(c => $"{c.Name} {c.Attempt} {c.State} {c.ExitCode}"))}"));

    public void Dispose()
    {
        _running?.Cancel();
        _running?.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    // In memory where there is such a place: thousands of nodes make and remove files.
    private static string MakeRoot() => Directory.Exists("/dev/shm")
        ? Directory.CreateDirectory(Path.Combine("/dev/shm", "localpods-sim-" + Path.GetRandomFileName())).FullName
        : Directory.CreateTempSubdirectory("localpods-sim-").FullName;

    private static ObjectKey Key(string name) => new("pods", "default", name);

    private Guid NewUid() => new(++_lastUid, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
}
