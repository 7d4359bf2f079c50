using LocalPods.Api.Core;
using LocalPods.Api.Meta;
using LocalPods.Orchestrator.Pods.Status;

namespace LocalPods.Orchestrator.Tests.Status;

/// <summary>What <c>get pods</c> shows (spec: pod-lifecycle 11.1). Containers are written as in <see cref="PodPhaseTests"/>:
/// <c>w:Reason</c> waits, <c>r+</c> runs and is ready, <c>r-</c> runs and is not, <c>t1:Reason</c> ended, <c>t1</c> ended without a reason.</summary>
public sealed class PodColumnsTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    // Before and while it starts.
    [InlineData("", "", "", "", "Pending", "Pending", "0/0")]
    [InlineData("", "", "w:ContainerCreating", "", "Pending", "ContainerCreating", "0/1")]
    [InlineData("", "", "w:ErrImagePull", "", "Pending", "ErrImagePull", "0/1")]
    [InlineData("", "", "w:CreateContainerConfigError", "", "Pending", "CreateContainerConfigError", "0/1")]
    // Running, ready or not.
    [InlineData("", "", "r+", "", "Running", "Running", "1/1")]
    [InlineData("", "", "r- r+", "", "Running", "Running", "1/2")]
    // The first container has the last word.
    [InlineData("", "", "w:CrashLoopBackOff r+", "", "Running", "CrashLoopBackOff", "1/2")]
    [InlineData("", "", "w:ImagePullBackOff t1:Error", "", "Pending", "ImagePullBackOff", "0/2")]
    [InlineData("", "", "t1:Error w:ImagePullBackOff", "", "Pending", "Error", "0/2")]
    [InlineData("", "", "r+ w:CrashLoopBackOff", "", "Running", "CrashLoopBackOff", "1/2")]
    // Ends, with and without reasons.
    [InlineData("", "", "t0:Completed", "", "Succeeded", "Completed", "0/1")]
    [InlineData("", "", "t137:OOMKilled", "", "Running", "OOMKilled", "0/1")]
    [InlineData("", "", "t3", "", "Failed", "ExitCode:3", "0/1")]
    [InlineData("", "", "t137:ContainerStatusUnknown", "", "Failed", "ContainerStatusUnknown", "0/1")]
    // Completed is not the whole story.
    [InlineData("", "", "t0:Completed r+", "Ready", "Running", "Running", "1/2")]
    [InlineData("", "", "t0:Completed r+", "", "Running", "NotReady", "1/2")]
    [InlineData("", "", "t0:Completed t1:Error", "", "Failed", "Error", "0/2")]
    [InlineData("", "", "t0:Completed t1:Error r+", "", "Running", "Error", "1/3")]
    // Init containers.
    [InlineData("w:PodInitializing w:PodInitializing", "", "w:PodInitializing", "", "Pending", "Init:0/2", "0/1")]
    [InlineData("t0:Completed r-", "", "w:PodInitializing", "", "Pending", "Init:1/2", "0/1")]
    [InlineData("t1:Error", "", "w:PodInitializing", "", "Pending", "Init:Error", "0/1")]
    [InlineData("t137:OOMKilled", "", "w:PodInitializing", "", "Pending", "Init:OOMKilled", "0/1")]
    [InlineData("t4", "", "w:PodInitializing", "", "Pending", "Init:ExitCode:4", "0/1")]
    [InlineData("w:CrashLoopBackOff", "", "w:PodInitializing", "", "Pending", "Init:CrashLoopBackOff", "0/1")]
    [InlineData("t0:Completed", "", "w:PodInitializing", "", "Pending", "PodInitializing", "0/1")]
    [InlineData("t0:Completed", "", "r+", "", "Running", "Running", "1/1")]
    // Sidecars.
    [InlineData("", "r-", "w:PodInitializing", "", "Pending", "Init:0/1", "0/2")]
    [InlineData("t0:Completed", "R+", "r+", "", "Running", "Running", "2/2")]
    [InlineData("", "R-", "r+", "", "Running", "Running", "1/2")]
    [InlineData("", "w:CrashLoopBackOff", "r+", "", "Running", "Init:CrashLoopBackOff", "0/2")]
    [InlineData("", "w:CrashLoopBackOff", "t0:Completed", "Initialized", "Running", "Completed", "0/2")]
    public void Status_and_ready_follow_the_first_thing_that_is_wrong(
        string init, string sidecars, string containers, string conditions, string phase, string status, string ready)
    {
        var cells = PodColumns.Cells(Pod(init, sidecars, containers, conditions, phase), Now);
        (cells.Status, cells.Ready).ShouldBe((status, ready));
    }

    [Theory]
    [InlineData("Evicted", null, "Failed", false, "Evicted")]
    [InlineData("OutOfcpu", null, "Failed", false, "OutOfcpu")]
    [InlineData(null, "SchedulingGated", "Pending", false, "SchedulingGated")]
    [InlineData(null, null, "Running", true, "Terminating")]
    [InlineData(null, null, "Pending", true, "Terminating")]
    [InlineData(null, null, "Failed", true, "Failed")]
    [InlineData("NodeLost", null, "Running", true, "Unknown")]
    public void Reasons_of_the_pod_and_its_deletion_show(string? reason, string? scheduled, string phase, bool deleted, string status)
    {
        var pod = Pod("", "", "", "", phase);
        pod = pod with
        {
            Metadata = pod.Metadata with { DeletionTimestamp = deleted ? Now : null },
            Status = pod.Status with { Reason = reason, Conditions = [new PodCondition { Type = "PodScheduled", Status = "False", Reason = scheduled }] },
        };
        PodColumns.Cells(pod, Now).Status.ShouldBe(status);
    }

    [Fact]
    public void A_signal_shows_where_there_is_no_reason()
    {
        var pod = Pod("", "", "t137", "", "Failed");
        pod = pod with { Status = pod.Status with { ContainerStatuses = [pod.Status.ContainerStatuses[0] with { State = new() { Terminated = new() { ExitCode = 137, Signal = 9 } } }] } };
        PodColumns.Cells(pod, Now).Status.ShouldBe("Signal:9");
    }

    [Fact, Trait("spec", "PL-64")]
    public void Restarts_tell_how_many_and_how_long_ago_the_last_was()
    {
        Restarts([], [(0, null)]).ShouldBe("0");
        Restarts([], [(2, null)]).ShouldBe("2");
        Restarts([], [(3, 224)]).ShouldBe("3 (3m44s ago)");
        Restarts([], [(1, 500), (2, 12)]).ShouldBe("3 (12s ago)");
        Restarts([], [(0, 12)]).ShouldBe("0");
    }

    [Fact, Trait("spec", "PL-64")]
    public void Restarts_of_init_containers_leave_the_sum_once_the_pod_is_initialized()
    {
        var initializing = With(Pod("w:CrashLoopBackOff", "", "w:PodInitializing", "", "Pending"), [(4, 60)], [(0, null)]);
        PodColumns.Cells(initializing, Now).Restarts.ShouldBe("4 (60s ago)");
        Restarts([(4, 60)], [(1, 200)]).ShouldBe("1 (3m20s ago)");
    }

    [Fact]
    public void Restarts_of_sidecars_stay_in_the_sum()
    {
        var pod = With(Pod("", "R+", "r+", "", "Running"), [(2, 30)], [(1, 90)]);
        PodColumns.Cells(pod, Now).Restarts.ShouldBe("3 (30s ago)");
    }

    [Theory, Trait("spec", "PL-65")]
    [InlineData(119, "119s"), InlineData(600, "10m"), InlineData(3 * 3600, "3h"), InlineData(47 * 3600, "47h"), InlineData(50 * 3600, "2d2h")]
    public void Age_is_since_the_creation(int seconds, string age)
    {
        var pod = Pod("", "", "r+", "", "Running");
        PodColumns.Cells(pod with { Metadata = pod.Metadata with { CreationTimestamp = Now.AddSeconds(-seconds) } }, Now).Age.ShouldBe(age);
    }

    [Fact]
    public void The_wide_cells_say_none_when_there_is_none()
    {
        var pod = Pod("", "", "r+", "", "Running");
        PodColumns.Cells(pod, Now).ShouldBe(new PodCells("web", "1/1", "Running", "0", "<unknown>", "<none>", "<none>", "<none>", "<none>"));
        var full = pod with
        {
            Spec = pod.Spec with { NodeName = "node-a", ReadinessGates = [new() { ConditionType = "x" }, new() { ConditionType = "y" }] },
            Status = pod.Status with
            {
                PodIP = "10.0.0.7", PodIPs = [new() { Ip = "10.0.0.7" }], NominatedNodeName = "node-b",
                Conditions = [new() { Type = "x", Status = "True" }, new() { Type = "y", Status = "False" }],
            },
        };
        PodColumns.Cells(full, Now).ShouldBe(new PodCells("web", "1/1", "Running", "0", "<unknown>", "10.0.0.7", "node-a", "node-b", "1/2"));
    }

    private static string Restarts((int Count, int? Ago)[] init, (int Count, int? Ago)[] containers) => PodColumns.Cells(
        With(Pod(string.Join(' ', init.Select(_ => "t0:Completed")), "", string.Join(' ', containers.Select(_ => "r+")), "", "Running"), init, containers), Now).Restarts;

    private static Pod With(Pod pod, (int Count, int? Ago)[] init, (int Count, int? Ago)[] containers) => pod with
    {
        Status = pod.Status with
        {
            InitContainerStatuses = [.. pod.Status.InitContainerStatuses.Zip(init, Restarted)],
            ContainerStatuses = [.. pod.Status.ContainerStatuses.Zip(containers, Restarted)],
        },
    };

    private static ContainerStatus Restarted(ContainerStatus status, (int Count, int? Ago) restarts) => status with
    {
        RestartCount = restarts.Count,
        LastState = restarts.Ago is { } ago ? new() { Terminated = new() { FinishedAt = Now.AddSeconds(-ago) } } : new(),
    };

    private static Pod Pod(string init, string sidecars, string containers, string conditions, string phase)
    {
        var (i, s, c) = (Parse("i", init), Parse("s", sidecars), Parse("c", containers));
        return new Pod
        {
            Metadata = new ObjectMeta { Name = "web" },
            Spec = new PodSpec
            {
                InitContainers = [.. i.Select(x => new Container { Name = x.Name }), .. s.Select(x => new Container { Name = x.Name, RestartPolicy = "Always" })],
                Containers = [.. c.Select(x => new Container { Name = x.Name })],
            },
            Status = new PodStatus
            {
                Phase = phase,
                Conditions = [.. conditions.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(t => new PodCondition { Type = t, Status = "True" })],
                InitContainerStatuses = [.. i, .. s],
                ContainerStatuses = [.. c],
            },
        };
    }

    private static ContainerStatus[] Parse(string prefix, string codes) =>
        [.. codes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select((code, at) => Parse($"{prefix}{at}", code.Split(':')))];

    private static ContainerStatus Parse(string name, string[] parts)
    {
        var reason = parts.Length > 1 ? parts[1] : null;
        return parts[0] switch
        {
            "w" => new() { Name = name, State = new() { Waiting = new() { Reason = reason } } },
            "r+" or "r-" => new() { Name = name, Ready = parts[0] == "r+", Started = false, State = new() { Running = new() } },
            "R+" or "R-" => new() { Name = name, Ready = parts[0] == "R+", Started = true, State = new() { Running = new() } },
            var end => new()
            {
                Name = name,
                State = new() { Terminated = new() { ExitCode = int.Parse(end[1..], System.Globalization.CultureInfo.InvariantCulture), Reason = reason } },
            },
        };
    }
}
