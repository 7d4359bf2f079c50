using LocalPods.Api.Core;
using LocalPods.Api.Meta;
using LocalPods.Orchestrator.Pods.Planning;
using LocalPods.Orchestrator.Probes;
using LocalPods.Orchestrator.Runtime;
using ContainerStatus = LocalPods.Orchestrator.Runtime.ContainerStatus;

namespace LocalPods.Orchestrator.Tests.Pods;

/// <summary>A pod and what the engine holds of it, put together for one plan. Time 0 is when its containers were created.</summary>
internal sealed class Scene
{
    public static readonly DateTimeOffset Zero = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly List<Container> _containers = [];
    private readonly List<Container> _inits = [];
    private readonly List<EphemeralContainer> _ephemerals = [];
    private readonly List<SandboxStatus> _sandboxes = [];
    private readonly List<ContainerStatus> _instances = [];
    private PlanInput _input = new() { Pod = new Pod(), Seen = new RuntimePod(Identity, [], []), Now = Zero };
    private PodSpec _spec = new() { RestartPolicy = "Always", TerminationGracePeriodSeconds = 30 };
    private ObjectMeta _metadata = new() { Name = "web", Namespace = "default", Uid = "u1" };
    private PodStatus _status = new() { Phase = "Running", StartTime = Zero };
    private bool _gone;
    private bool _cgroup;

    public static PodIdentity Identity { get; } = new("default", "web", "u1");

    public Scene Policy(string restartPolicy) => With(() => _spec = _spec with { RestartPolicy = restartPolicy });

    public Scene Spec(Func<PodSpec, PodSpec> change) => With(() => _spec = change(_spec));

    public Scene Status(Func<PodStatus, PodStatus> change) => With(() => _status = change(_status));

    public Scene Metadata(Func<ObjectMeta, ObjectMeta> change) => With(() => _metadata = change(_metadata));

    public Scene Input(Func<PlanInput, PlanInput> change) => With(() => _input = change(_input));

    public Scene At(double seconds) => Input(i => i with { Now = Zero + TimeSpan.FromSeconds(seconds) });

    public Scene Container(string name, Func<Container, Container>? change = null) =>
        With(() => _containers.Add((change ?? (c => c))(new Container { Name = name, Image = "busybox" })));

    public Scene Init(string name, Func<Container, Container>? change = null) =>
        With(() => _inits.Add((change ?? (c => c))(new Container { Name = name, Image = "busybox" })));

    public Scene Sidecar(string name) => Init(name, c => c with { RestartPolicy = "Always" });

    public Scene Ephemeral(string name, string? target = null) =>
        With(() => _ephemerals.Add(new EphemeralContainer { Name = name, Image = "busybox", TargetContainerName = target }));

    /// <summary>Newest last.</summary>
    public Scene Sandbox(int attempt = 0, bool ready = true) => With(() =>
        _sandboxes.Insert(0, new SandboxStatus(new SandboxId($"s{attempt}"), Identity, attempt, Zero) { Ready = ready, Ips = ready ? ["10.0.0.7"] : [] }));

    public Scene SandboxWithoutAddress() => With(() => _sandboxes.Insert(0, new SandboxStatus(new SandboxId("s0"), Identity, 0, Zero) { Ready = true }));

    public Scene OutOfMemory(string name, int code) =>
        Instance(name, 0, 0, c => c with { StartedAt = Zero, FinishedAt = Zero, ExitCode = code, OomKilled = true });

    public Scene Running(string name, int attempt = 0, int sandbox = 0) =>
        Instance(name, attempt, sandbox, c => c with { StartedAt = Zero });

    public Scene Exited(string name, int code, double at = 0, int attempt = 0, int? delay = null, int sandbox = 0) =>
        Instance(name, attempt, sandbox, c => c with
        {
            StartedAt = Zero,
            FinishedAt = Zero + TimeSpan.FromSeconds(at),
            ExitCode = code,
            Annotations = delay is { } seconds
                ? c.Annotations.Add(CrashLoopBackoff.DelayAnnotation, seconds.ToString(System.Globalization.CultureInfo.InvariantCulture))
                : c.Annotations,
        });

    public Scene Created(string name, int attempt = 0) => Instance(name, attempt, 0, c => c);

    public Scene Paused(string name, int attempt = 0) => Instance(name, attempt, 0, c => c with { Unclear = true });

    public Scene Probe(ProbeType type, string instance, ProbeVerdict verdict) =>
        Input(i => i with { Verdicts = i.Verdicts.With(type, new ContainerId(instance), verdict) });

    public Scene Deleted(long grace) => Metadata(m => m with { DeletionTimestamp = Zero, DeletionGracePeriodSeconds = grace });

    /// <summary>Gives the newest instance these limits.</summary>
    public Scene Limited(ContainerResources limits) => With(() => _instances[0] = _instances[0] with { Resources = limits });

    public Scene Cgroup() => With(() => _cgroup = true);

    public Scene Gone() => With(() => _gone = true);

    public PodPlan Plan() => PodPlanner.Plan(_input with
    {
        Pod = _gone ? null : new Pod
        {
            Metadata = _metadata,
            Spec = _spec with { Containers = [.. _containers], InitContainers = [.. _inits], EphemeralContainers = [.. _ephemerals] },
            Status = _status,
        },
        Seen = new RuntimePod(Identity, [.. _sandboxes], [.. _instances]) { HasCgroup = _cgroup },
    });

    /// <summary>The plan's actions in short: <c>sandbox 1</c>, <c>start a 0</c>, <c>kill a-0 30</c>, <c>remove a-0</c>.</summary>
    public string[] Actions() => [.. Plan().Actions.Select(Text)];

    public static string Text(PodAction action) => action switch
    {
        PodAction.CreateSandbox create => $"sandbox {create.Attempt}",
        PodAction.StopSandbox stop => $"stop {stop.Id}",
        PodAction.RemoveSandbox remove => $"drop {remove.Id}",
        PodAction.StartContainer start => $"start {start.Name} {start.Attempt}",
        PodAction.KillContainer kill => $"kill {kill.Id} {kill.Grace.TotalSeconds}",
        PodAction.RemoveContainer remove => $"remove {remove.Id}",
        PodAction.PrepareStop { HookLimit: { } limit } prepare => $"hook {prepare.Id} {limit.TotalSeconds}",
        PodAction.PrepareStop prepare => $"tell {prepare.Id}",
        PodAction.ResizeContainer resize => $"resize {resize.Id} {resize.To.CpuQuota} {resize.To.MemoryBytes}",
        PodAction.LimitPod limit => $"limit {limit.To.CpuShares} {limit.To.CpuQuota} {limit.To.MemoryBytes}",
        PodAction.RemoveCgroup => "drop cgroup",
        PodAction.ForgetPod => "forget",
        _ => throw new ArgumentOutOfRangeException(nameof(action)),
    };

    private Scene Instance(string name, int attempt, int sandbox, Func<ContainerStatus, ContainerStatus> change)
    {
        var instance = new ContainerStatus(new ContainerId($"{name}-{attempt}"), new SandboxId($"s{sandbox}"), Identity, name, attempt, Zero)
        {
            Hash = ContainerHash.Of(_containers.Concat(_inits).FirstOrDefault(c => c.Name == name) ?? new Container { Name = name, Image = "busybox" }),
        };
        _instances.Insert(0, change(instance));
        return this;
    }

    private Scene With(Action change)
    {
        change();
        return this;
    }
}
