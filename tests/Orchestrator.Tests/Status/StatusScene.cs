using LocalPods.Api.Core;
using LocalPods.Api.Meta;
using LocalPods.Orchestrator.Pods;
using LocalPods.Orchestrator.Pods.Status;
using LocalPods.Orchestrator.Probes;
using LocalPods.Orchestrator.Runtime;
using ContainerStatus = LocalPods.Api.Core.ContainerStatus;
using Instance = LocalPods.Orchestrator.Runtime.ContainerStatus;

namespace LocalPods.Orchestrator.Tests.Status;

/// <summary>A pod, what the engine holds of it and what its worker knows: said in a line, its status computed.</summary>
internal sealed class StatusScene
{
    public static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly PodIdentity Identity = new("default", "web", "uid");

    public StatusScene(params string[] containers) =>
        Pod = new Pod
        {
            Metadata = new ObjectMeta { Namespace = "default", Name = "web", Uid = "uid", Generation = 3 },
            Spec = new PodSpec { RestartPolicy = "Always", Containers = [.. containers.Select(c => new Container { Name = c, Image = $"{c}:1" })] },
        };

    public Pod Pod { get; set; }
    public RuntimePod Seen { get; set; } = new(Identity, [], []);
    public PodFacts Facts { get; set; } = new() { StartTime = Start.AddSeconds(0.7), HostIps = ["192.168.0.2"] };
    public DateTimeOffset Now { get; set; } = Start.AddSeconds(1.5);

    public StatusScene Spec(Func<PodSpec, PodSpec> change)
    {
        Pod = Pod with { Spec = change(Pod.Spec) };
        return this;
    }

    public StatusScene Policy(string policy) => Spec(s => s with { RestartPolicy = policy });

    public StatusScene Init(params string[] names) =>
        Spec(s => s with { InitContainers = [.. s.InitContainers, .. names.Select(n => new Container { Name = n, Image = $"{n}:1" })] });

    public StatusScene Sidecar(string name, Probe? startup = null) =>
        Spec(s => s with { InitContainers = s.InitContainers.Add(new Container { Name = name, Image = $"{name}:1", RestartPolicy = "Always", StartupProbe = startup }) });

    public StatusScene Sandbox(int attempt = 0, bool ready = true, params string[] ips)
    {
        var sandbox = new SandboxStatus(new($"sandbox-{attempt}"), Identity, attempt, Start) { Ready = ready, Ips = ips is [] && ready ? ["172.17.0.5"] : [.. ips] };
        Seen = Seen with { Sandboxes = [sandbox, .. Seen.Sandboxes] };
        return this;
    }

    public StatusScene Running(string name, int attempt = 0) => Add(Made(name, attempt) with { StartedAt = Start.AddSeconds(10 + attempt + 0.9) });

    public StatusScene Exited(string name, int code, int attempt = 0, bool oom = false) => Add(Made(name, attempt) with
    {
        StartedAt = Start.AddSeconds(10 + attempt + 0.9), FinishedAt = Start.AddSeconds(20 + attempt + 0.9), ExitCode = code, OomKilled = oom,
    });

    public StatusScene Created(string name, int attempt = 0) => Add(Made(name, attempt));

    public StatusScene CannotRun(string name, string error) =>
        Add(Made(name, 0) with { StartedAt = Start, FinishedAt = Start, ExitCode = 127, Error = error });

    public StatusScene Unclear(string name) => Add(Made(name, 0) with { StartedAt = Start, Unclear = true });

    public StatusScene Fails(string name, string reason, string message = "why")
    {
        Facts = Facts with { Containers = Facts.Containers.SetItem(name, new ContainerFacts { Failure = new StartFailure(reason, message, Start) }) };
        return this;
    }

    public StatusScene Says(ProbeType type, string name, ProbeVerdict verdict)
    {
        Facts = Facts with { Probes = Facts.Probes.With(type, Seen.Containers.First(c => c.Name == name).Id, verdict) };
        return this;
    }

    public StatusScene Stage(PodStage stage)
    {
        Facts = Facts with { Stage = stage };
        return this;
    }

    public StatusScene Deleted()
    {
        Pod = Pod with { Metadata = Pod.Metadata with { DeletionTimestamp = Start } };
        return this;
    }

    /// <summary>The engine forgets all instances of a container.</summary>
    public StatusScene Lost(string name)
    {
        Seen = Seen with { Containers = Seen.Containers.RemoveAll(c => c.Name == name) };
        return this;
    }

    public PodStatus Build() => PodStatusBuilder.Build(Pod, Seen, Facts, Now);

    /// <summary>Reports: what is computed now is what was reported before from here on.</summary>
    public PodStatus Report(double later = 0)
    {
        Now = Now.AddSeconds(later);
        var status = Build();
        Pod = Pod with { Status = status };
        return status;
    }

    public static ContainerStatus Of(PodStatus status, string name) =>
        status.ContainerStatuses.Concat(status.InitContainerStatuses).Concat(status.EphemeralContainerStatuses).Single(s => s.Name == name);

    public ContainerStatus Of(string name) => Of(Build(), name);

    private static Instance Made(string name, int attempt) =>
        new(new($"{name}-{attempt}"), new("sandbox-0"), Identity, name, attempt, Start.AddSeconds(attempt)) { Image = $"{name}:latest", ImageId = $"docker://sha256:{name}" };

    private StatusScene Add(Instance instance)
    {
        Seen = Seen with { Containers = [instance with { Sandbox = Seen.Sandboxes is [var s, ..] ? s.Id : new("sandbox-0") }, .. Seen.Containers.Where(c => c.Id != instance.Id)] };
        return this;
    }
}
