using LocalPods.Api.Core;
using LocalPods.Api.History;
using LocalPods.Api.Meta;
using LocalPods.Orchestrator.Explaining;
using LocalPods.Orchestrator.Probes;
using LocalPods.Orchestrator.Runtime;
using ContainerState = LocalPods.Api.Core.ContainerState;
using ContainerStatus = LocalPods.Api.Core.ContainerStatus;
using Instance = LocalPods.Orchestrator.Runtime.ContainerStatus;

namespace LocalPods.Orchestrator.Tests.Explaining;

/// <summary>A pod in trouble and what is known of it, said in a line a fact.</summary>
internal sealed class WhyScene
{
    public static readonly DateTimeOffset Now = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly PodIdentity Identity = new("default", "web", "uid");
    private static readonly SandboxId Sandbox = new("sandbox-0");

    private PodEvidence _evidence = new()
    {
        Pod = new Pod
        {
            Metadata = new ObjectMeta { Namespace = "default", Name = "web", Uid = "uid" },
            Spec = new PodSpec { RestartPolicy = "Always", NodeName = "node-a" },
            Status = new PodStatus { Phase = "Running", StartTime = Now - TimeSpan.FromMinutes(5) },
        },
        Now = Now,
        NodeName = "node-a",
        Seen = new RuntimePod(Identity, [new SandboxStatus(Sandbox, Identity, 0, Now) { Ready = true }], []),
    };

    public Explanation Explain() => PodExplainer.Explain(_evidence);

    public WhyScene With(Func<PodEvidence, PodEvidence> change)
    {
        _evidence = change(_evidence);
        return this;
    }

    public WhyScene Spec(Func<PodSpec, PodSpec> change) => With(e => e with { Pod = e.Pod with { Spec = change(e.Pod.Spec) } });

    public WhyScene Status(Func<PodStatus, PodStatus> change) => With(e => e with { Pod = e.Pod with { Status = change(e.Pod.Status) } });

    public WhyScene Metadata(Func<ObjectMeta, ObjectMeta> change) => With(e => e with { Pod = e.Pod with { Metadata = change(e.Pod.Metadata) } });

    /// <summary>A container that runs and is ready, until something else is said of it.</summary>
    public WhyScene Container(string name, Func<Container, Container>? spec = null) =>
        Spec(s => s with { Containers = s.Containers.Add((spec ?? (c => c))(new Container { Name = name, Image = "app:1" })) })
            .Status(s => s with { ContainerStatuses = s.ContainerStatuses.Add(Fine(name)) });

    public WhyScene Init(string name, Func<Container, Container>? spec = null) =>
        Spec(s => s with { InitContainers = s.InitContainers.Add((spec ?? (c => c))(new Container { Name = name, Image = "app:1" })) })
            .Status(s => s with { InitContainerStatuses = s.InitContainerStatuses.Add(Fine(name)) });

    public WhyScene Waits(string name, string reason, string? message = null, int restarts = 0) => Is(
        name, s => s with { Ready = false, Started = false, RestartCount = restarts, State = new ContainerState { Waiting = new ContainerStateWaiting { Reason = reason, Message = message } } });

    /// <summary>Its last instance ended, from 20 to 10 s ago.</summary>
    public WhyScene EndedLast(string name, int code, string reason = "Error", string? message = null) =>
        Is(name, s => s with { LastState = new ContainerState { Terminated = End(code, reason, message) } });

    public WhyScene Ended(string name, int code, string reason = "Error", string? message = null) =>
        Is(name, s => s with { Ready = false, Started = false, State = new ContainerState { Terminated = End(code, reason, message) } });

    public WhyScene CrashLoops(string name, int code, string reason = "Error") =>
        Waits(name, "CrashLoopBackOff", "back-off 10s restarting failed container", restarts: 2).EndedLast(name, code, reason);

    public WhyScene RunsUnready(string name, bool started = true) => Is(
        name, s => s with { Ready = false, Started = started, State = new ContainerState { Running = new ContainerStateRunning { StartedAt = Now - TimeSpan.FromSeconds(30) } } })
        .Runs(name);

    /// <summary>The engine holds a running instance of it.</summary>
    public WhyScene Runs(string name) => With(e => e with
    {
        Seen = e.Seen! with { Containers = e.Seen.Containers.Add(new Instance(new(name + "-0"), Sandbox, Identity, name, 0, Now) { StartedAt = Now - TimeSpan.FromSeconds(30) }) },
    });

    public WhyScene Logs(string name, params string[] lines) => With(e => e with { LastLines = e.LastLines.SetItem(name, [.. lines]) });

    public WhyScene Happened(string reason, string message, string? container = null, int secondsAgo = 10) => With(e => e with
    {
        Events = e.Events.Add(new Event
        {
            Reason = reason,
            Message = message,
            InvolvedObject = new ObjectReference { FieldPath = container is null ? null : $"spec.containers{{{container}}}" },
            FirstTimestamp = Now - TimeSpan.FromSeconds(secondsAgo),
            LastTimestamp = Now - TimeSpan.FromSeconds(secondsAgo),
        }),
    });

    /// <summary>The node gave an instance of web up because a probe of it failed.</summary>
    public WhyScene Killed(string probe, string answer) =>
        Happened("Unhealthy", $"{char.ToUpperInvariant(probe[0])}{probe[1..]} probe failed: {answer}", "web")
            .Happened("Killing", $"Container web failed {probe} probe, will be restarted", "web");

    public WhyScene Recorded(HistoryKind kind, string container, string? detail = null) =>
        With(e => e with { History = e.History.Add(new HistoryEntry(Now - TimeSpan.FromSeconds(3), kind) { Container = container, Detail = detail }) });

    public WhyScene Answered(string container, ProbeType type, ProbeOutcome outcome, int times = 5, bool passedOnce = false)
    {
        var run = new ProbeRun(Identity, container, type, Now, Now, Now - TimeSpan.FromSeconds(2), outcome);
        var standing = new ProbeStanding(container, type) { EverPassed = passedOnce };
        for (var i = 0; i < times; i++)
        {
            standing = standing.With(run, new(container + "-0"));
        }

        return With(e => e with { Probes = e.Probes.Add(standing) });
    }

    public WhyScene Images(params string[] names) =>
        With(e => e with { LocalImages = [.. names.Select(n => new ImageStatus("sha256:" + n, [n], [], 1, ""))] });

    public WhyScene Listens(params NetworkListener[] listeners) => With(e => e with { Listeners = [.. listeners] });

    public WhyScene Condition(string type, string status, string? reason = null, string? message = null) => Status(s => s with
    {
        Conditions = s.Conditions.Add(new PodCondition { Type = type, Status = status, Reason = reason, Message = message }),
    });

    /// <summary>Deletion was asked for 5 s ago, with 30 s to go from then.</summary>
    public WhyScene Deleting() => Metadata(m => m with { DeletionTimestamp = Now + TimeSpan.FromSeconds(25), DeletionGracePeriodSeconds = 30 });

    private WhyScene Is(string name, Func<ContainerStatus, ContainerStatus> change) => Status(s => s with
    {
        ContainerStatuses = [.. s.ContainerStatuses.Select(c => c.Name == name ? change(c) : c)],
        InitContainerStatuses = [.. s.InitContainerStatuses.Select(c => c.Name == name ? change(c) : c)],
    });

    private static ContainerStatus Fine(string name) =>
        new() { Name = name, Ready = true, Started = true, State = new ContainerState { Running = new ContainerStateRunning { StartedAt = Now - TimeSpan.FromMinutes(1) } } };

    private static ContainerStateTerminated End(int code, string reason, string? message) => new()
    {
        ExitCode = code, Reason = reason, Message = message, StartedAt = Now - TimeSpan.FromSeconds(20), FinishedAt = Now - TimeSpan.FromSeconds(10),
    };
}
