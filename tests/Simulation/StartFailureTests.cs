using LocalPods.Api.Core;

namespace LocalPods.Simulation;

/// <summary>Containers that cannot be started, and what users are told of it (spec 2.9, 3).</summary>
public sealed class StartFailureTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    [Fact]
    [Trait("spec", "PL-24")]
    public void A_program_that_does_not_exist_shows_RunContainerError_then_CrashLoopBackOff() => Run(async node =>
    {
        node.Engine.Behaves("a", ContainerBehaviour.CannotStart("exec: \"/nope\": no such file", 127));
        await node.CreateAsync("web", PodSpecs.Of("Always", PodSpecs.Container("a")));
        await node.UntilAsync("the error", Soon, () => Reason(node, "a") == "RunContainerError");
        await node.UntilAsync("back-off", TimeSpan.FromSeconds(60), () => Reason(node, "a") == "CrashLoopBackOff");
        var last = node.StatusOf("web", "a")!.LastState.Terminated!;
        (last.Reason, last.ExitCode).ShouldBe(("ContainerCannotRun", 127));
    });

    [Fact]
    [Trait("spec", "PL-25")]
    public void An_absent_image_that_must_not_be_pulled_is_never_asked_for() => Run(async node =>
    {
        node.Engine.LacksImage("far:1");
        await node.CreateAsync("web", PodSpecs.Of("Always", PodSpecs.Container("a") with { Image = "far:1", ImagePullPolicy = "Never" }));
        await node.UntilAsync("the error", Soon, () => Reason(node, "a") == "ErrImageNeverPull");
        node.Engine.PullsOf("far:1").ShouldBeEmpty();
        Messages(node).ShouldContain("Container image \"far:1\" is not present with pull policy of Never");
        Messages(node).ShouldContain("Error: ErrImageNeverPull");
        Messages(node).ShouldNotContain(m => m.StartsWith("Pulling", StringComparison.Ordinal));
        node.Engine.AddImage("far:1");
        await node.UntilAsync("ready", Soon, () => node.IsReady("web"));
    });

    [Fact]
    [Trait("spec", "PL-27")]
    public void With_one_failing_image_of_two_the_other_container_runs_and_the_pod_is_pending() => Run(async node =>
    {
        node.Engine.LacksImage("far:1");
        await node.CreateAsync("web", PodSpecs.Of("Always", PodSpecs.Container("a") with { Image = "far:1" }, PodSpecs.Container("b")));
        await node.SleepAsync(TimeSpan.FromSeconds(2));
        node.StatusOf("web", "b")!.Ready.ShouldBeTrue();
        node.Find("web")!.Status.Phase.ShouldBe("Pending");
        node.Column("web").ShouldBe("ErrImagePull");
        node.IsReady("web").ShouldBeFalse();
    });

    [Fact]
    public void Many_pods_that_want_one_image_pull_it_once() => Run(async node =>
    {
        node.Engine.Pulls("far:1", failures: 0, takes: TimeSpan.FromSeconds(5));
        foreach (var i in Enumerable.Range(0, 20))
        {
            await node.CreateAsync($"web-{i}", PodSpecs.Of("Always", PodSpecs.Container("a") with { Image = "far:1" }));
        }

        await node.UntilAsync("all ready", TimeSpan.FromSeconds(7), () => Enumerable.Range(0, 20).All(i => node.IsReady($"web-{i}")));
        node.Engine.PullsOf("far:1").Length.ShouldBe(1);
    });

    [Fact]
    [Trait("spec", "PL-07")]
    [Trait("spec", "PL-08")]
    public void A_pull_holds_up_neither_the_sandbox_nor_a_delete() => Run(async node =>
    {
        node.Engine.Pulls("far:1", failures: 0, takes: TimeSpan.FromMinutes(5));
        await node.CreateAsync("web", PodSpecs.Of("Always", PodSpecs.Container("a") with { Image = "far:1" }));
        await node.UntilAsync("a sandbox", Soon, () => node.Find("web")!.Status.Conditions.Any(c => c is { Type: "PodReadyToStartContainers", Status: "True" }));
        node.Engine.PullsOf("far:1").Length.ShouldBe(1);
        node.Find("web")!.Status.StartTime.ShouldBe(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await node.DeleteAsync("web", 30);
        await node.UntilAsync("gone", Soon, () => node.Find("web") is null);
        node.Engine.IsEmpty.ShouldBeTrue();
    });

    [Theory]
    [Trait("spec", "PL-18")]
    [Trait("spec", "PL-22")]
    [InlineData("config")]
    [InlineData("root")]
    public void What_cannot_be_described_shows_CreateContainerConfigError_and_is_never_created(string what) => Run(async node =>
    {
        var container = PodSpecs.Container("a");
        var (spec, message) = what switch
        {
            "config" => (container with { EnvFrom = [new EnvFromSource { ConfigMapRef = new ConfigMapEnvSource { Name = "settings" } }] }, "configmap \"settings\" not found"),
            _ => (container with { SecurityContext = new SecurityContext { RunAsNonRoot = true } }, "container has runAsNonRoot and image will run as root"),
        };
        await node.CreateAsync("web", PodSpecs.Of("Always", spec));
        await node.UntilAsync("the error", Soon, () => Reason(node, "a") == "CreateContainerConfigError");
        node.StatusOf("web", "a")!.State.Waiting!.Message.ShouldNotBeNull().ShouldStartWith(message);
        node.Engine.Pods.Single().Containers.ShouldBeEmpty();
        node.Find("web")!.Status.Phase.ShouldBe("Pending");
        Messages(node).ShouldContain(m => m.StartsWith("Error: " + message, StringComparison.Ordinal));
    });

    [Fact]
    public void A_volume_that_is_not_there_is_told_as_FailedMount() => Run(async node =>
    {
        var spec = PodSpecs.Of("Always", PodSpecs.Container("a") with { VolumeMounts = [new VolumeMount { Name = "conf", MountPath = "/c" }] }) with
        {
            Volumes = [new Volume { Name = "conf", ConfigMap = new ConfigMapVolumeSource { Name = "settings" } }],
        };
        await node.CreateAsync("web", spec);
        await node.SleepAsync(TimeSpan.FromSeconds(2));
        Reason(node, "a").ShouldBe("ContainerCreating");
        Messages(node).ShouldContain("MountVolume.SetUp failed for volume \"conf\" : configmap \"settings\" not found");

        // An image is looked for once the volumes are there, however often they are tried.
        await node.SleepAsync(TimeSpan.FromMinutes(1));
        node.Events("web").ShouldNotContain(e => e.Contains("Pulled", StringComparison.Ordinal));
    });

    [Fact]
    [Trait("spec", "PL-62")]
    public void Last_words_are_told_and_outlive_the_daemon() => Run(async node =>
    {
        node.Engine.Exits("a", 1, TimeSpan.FromSeconds(5));
        var uid = await node.CreateAsync("web", PodSpecs.Of("Never", PodSpecs.Container("a")));
        await node.UntilAsync("ready", Soon, () => node.IsReady("web"));
        File.WriteAllText(node.FileOf(uid, "containers/a/0"), new string('x', 5000) + "the end");
        await node.RestartAgentAsync();
        await node.UntilAsync("failed", TimeSpan.FromSeconds(6), () => node.Find("web")!.Status.Phase == "Failed");
        var message = node.StatusOf("web", "a")!.State.Terminated!.Message!;
        message.Length.ShouldBe(4096);
        message.ShouldEndWith("the end");
    });

    [Theory]
    [Trait("spec", "PL-62")]
    [InlineData(1, "FallbackToLogsOnError", 80)]
    [InlineData(0, "FallbackToLogsOnError", 0)]
    [InlineData(1, "File", 0)]
    public void The_end_of_the_log_stands_in_for_last_words_only_after_an_error(int code, string policy, int lines) => Run(async node =>
    {
        var prints = Enumerable.Range(0, 100).Select(i => new LogLine(TimeSpan.Zero, $"line {i:00}"));
        node.Engine.Behaves("a", ContainerBehaviour.Exits(code, Soon) with { Prints = [.. prints] });
        await node.CreateAsync("web", PodSpecs.Of("Never", PodSpecs.Container("a") with { TerminationMessagePolicy = policy }));
        await node.UntilAsync("ended", TimeSpan.FromSeconds(3), () => node.Find("web")!.Status.Phase is "Failed" or "Succeeded");
        var message = node.StatusOf("web", "a")!.State.Terminated!.Message;
        message.ShouldBe(lines == 0 ? null : string.Concat(Enumerable.Range(20, lines).Select(i => $"line {i:00}\n")));
    });

    [Fact]
    [Trait("spec", "PL-62")]
    public void The_end_of_a_log_of_long_lines_is_its_last_2048_bytes() => Run(async node =>
    {
        var line = new string('x', 999);
        node.Engine.Behaves("a", ContainerBehaviour.Exits(1, Soon) with { Prints = [.. Enumerable.Range(0, 9).Select(_ => new LogLine(TimeSpan.Zero, line))] });
        await node.CreateAsync("web", PodSpecs.Of("Never", PodSpecs.Container("a") with { TerminationMessagePolicy = "FallbackToLogsOnError" }));
        await node.UntilAsync("failed", TimeSpan.FromSeconds(3), () => node.Find("web")!.Status.Phase == "Failed");
        node.StatusOf("web", "a")!.State.Terminated!.Message!.Length.ShouldBe(2048);
    });

    [Fact]
    public void What_the_events_lost_the_relist_finds() => Run(async node =>
    {
        var uid = await node.CreateAsync("web", PodSpecs.Of("Always", PodSpecs.Container("a")));
        await node.UntilAsync("ready", Soon, () => node.IsReady("web"));
        node.Engine.Faults = FaultPlan.None with { LostEvents = 1 };
        node.Engine.Die(uid, "a", 1);
        await node.UntilAsync("restarted", TimeSpan.FromSeconds(31), () => node.StatusOf("web", "a")!.RestartCount == 1);
    });

    [Fact]
    public void A_pod_with_finalizers_is_taken_down_and_its_object_waits_for_them() => Run(async node =>
    {
        await node.CreateAsync("web", PodSpecs.Of("Always", PodSpecs.Container("a")));
        await node.UntilAsync("ready", Soon, () => node.IsReady("web"));
        await node.ChangeAsync("web", p => p with { Metadata = p.Metadata with { Finalizers = ["example.org/mine"] } });
        await node.DeleteAsync("web", 30);
        await node.UntilAsync("taken down", Soon, () => node.Engine.IsEmpty && node.Find("web")!.Metadata.DeletionGracePeriodSeconds == 0);
        await node.SleepAsync(TimeSpan.FromMinutes(1));
        node.Find("web").ShouldNotBeNull();
        await node.ChangeAsync("web", p => p with { Metadata = p.Metadata with { Finalizers = [] } });
        await node.UntilAsync("gone", Soon, () => node.Find("web") is null);
    });

    [Fact]
    public void An_idle_node_does_nothing() => Run(async node =>
    {
        await node.CreateAsync("web", PodSpecs.Of("Always", PodSpecs.Container("a")));
        await node.UntilAsync("ready", Soon, () => node.IsReady("web"));
        await node.SleepAsync(TimeSpan.FromSeconds(2));
        var (revision, calls) = (node.Store.Revision, node.Engine.Journal.Entries.Count);
        await node.SleepAsync(TimeSpan.FromMinutes(4));
        node.Store.Revision.ShouldBe(revision, "nothing changed, so nothing is written");
        node.Engine.Journal.Entries.Count.ShouldBe(calls);
    });

    private static string? Reason(SimulatedNode node, string container) => node.StatusOf("web", container)?.State.Waiting?.Reason;

    private static List<string> Messages(SimulatedNode node) =>
        [.. node.Store.List("events", null).Items.Select(e => e.Document.GetProperty("message").GetString()!)];

    private static void Run(Func<SimulatedNode, Task> scenario) => SimulatedNode.Run(scenario);
}
