using System.Collections.Immutable;
using LocalPods.Api.Core;
using LocalPods.Api.Quantities;

namespace LocalPods.Simulation;

/// <summary>Pods that the node ends because they use up what they may not (spec 9.7).</summary>
public sealed class EvictionTests
{
    private const string Says = "Usage of EmptyDir volume \"v\" exceeds the limit \"1Mi\". ";

    [Fact]
    public void A_pod_whose_volume_holds_more_than_it_may_is_evicted() => SimulatedNode.Run(async node =>
    {
        node.Engine.Behaves("a", ContainerBehaviour.IgnoresTerm());
        await ReadyAsync(node, Quantity.Parse("1Mi"));
        Fill(node, "some", 1 << 19);
        await node.SleepAsync(TimeSpan.FromSeconds(30));
        node.IsReady("web").ShouldBeTrue();

        var start = node.Now;
        Fill(node, "more", 1 << 20);
        await node.UntilAsync("failed", TimeSpan.FromSeconds(20), () => node.Find("web")!.Status.Phase == "Failed");
        double At(RuntimeDeed deed) => (node.Engine.Journal.TimesOf("a", deed).Single() - start).TotalSeconds;
        At(RuntimeDeed.Stopping).ShouldBeInRange(0, 10);
        (At(RuntimeDeed.Killed) - At(RuntimeDeed.Stopping)).ShouldBe(2, 0.01, "an evicted pod gets no more, whatever it asked for");
        var status = node.Find("web")!.Status;
        (status.Reason, status.Message).ShouldBe(("Evicted", Says));
        var condition = status.Conditions.Single(c => c.Type == "DisruptionTarget");
        (condition.Status, condition.Reason, condition.Message).ShouldBe(("True", "TerminationByKubelet", Says));
        await node.SleepAsync(TimeSpan.FromSeconds(60));
        node.Find("web")!.Status.Phase.ShouldBe("Failed");
        node.Events("web").ShouldContain($"Warning Evicted {Says}");
    });

    [Fact]
    public void An_agent_that_is_killed_while_it_evicts_leaves_it_to_the_next() => SimulatedNode.Run(async node =>
    {
        node.Engine.Behaves("a", ContainerBehaviour.IgnoresTerm());
        await ReadyAsync(node, Quantity.Parse("1Mi"));
        Fill(node, "much", 2 << 20);
        await node.UntilAsync("stopping", TimeSpan.FromSeconds(20), () => !node.Engine.Journal.TimesOf("a", RuntimeDeed.Stopping).IsEmpty);
        await node.RestartAgentAsync();
        await node.UntilAsync("failed", TimeSpan.FromSeconds(60), () => node.Find("web")!.Status is { Phase: "Failed", Reason: "Evicted" });
    });

    [Fact]
    public void A_volume_without_a_limit_holds_what_it_likes() => SimulatedNode.Run(async node =>
    {
        await ReadyAsync(node, limit: null);
        Fill(node, "much", 4 << 20);
        await node.SleepAsync(TimeSpan.FromSeconds(60));
        node.IsReady("web").ShouldBeTrue();
    });

    [Fact]
    public void A_pod_that_writes_more_than_its_containers_may_is_evicted() => SimulatedNode.Run(async node =>
    {
        const string Exceeded = "Pod ephemeral local storage usage exceeds the total limit of containers 1Mi. ";
        node.Engine.Behaves("a", new ContainerBehaviour { DiskBytes = 600 << 10, Prints = [new LogLine(TimeSpan.FromSeconds(35), new string('x', 600 << 10))] });
        await node.CreateAsync("web", PodSpecs.Of("Always", Limited("a", "1Mi"), PodSpecs.Container("b")));
        await node.SleepAsync(TimeSpan.FromSeconds(34));
        node.IsReady("web").ShouldBeTrue("what it wrote is less than its limit as long as its log is short");
        await node.UntilAsync("failed", TimeSpan.FromSeconds(20), () => node.Find("web")!.Status.Phase == "Failed");
        var status = node.Find("web")!.Status;
        (status.Reason, status.Message).ShouldBe(("Evicted", Exceeded));
        status.Conditions.Single(c => c.Type == "DisruptionTarget").Message.ShouldBe(Exceeded);
        node.Events("web").ShouldContain($"Warning Evicted {Exceeded}");
    });

    [Fact]
    public void A_container_that_writes_more_than_it_may_ends_its_pod_however_little_the_others_write() => SimulatedNode.Run(async node =>
    {
        node.Engine.Behaves("a", new ContainerBehaviour { DiskBytes = 2 << 20 });
        await node.CreateAsync("web", PodSpecs.Of("Always", Limited("a", "1Mi"), Limited("b", "4Mi")));
        await node.UntilAsync("failed", TimeSpan.FromSeconds(20), () => node.Find("web")!.Status.Phase == "Failed");
        node.Find("web")!.Status.Message.ShouldBe("Container a exceeded its local ephemeral storage limit \"1Mi\". ");
    });

    [Fact]
    public void What_its_volumes_hold_counts_for_the_limit_of_the_pod() => SimulatedNode.Run(async node =>
    {
        node.Engine.Behaves("a", new ContainerBehaviour { DiskBytes = 600 << 10 });
        await ReadyAsync(node, limit: null, Limited("a", "1Mi"));
        await node.SleepAsync(TimeSpan.FromSeconds(30));
        node.IsReady("web").ShouldBeTrue();
        Fill(node, "some", 600 << 10);
        await node.UntilAsync("failed", TimeSpan.FromSeconds(20), () => node.Find("web")!.Status.Phase == "Failed");
        node.Find("web")!.Status.Message.ShouldBe("Pod ephemeral local storage usage exceeds the total limit of containers 1Mi. ");
    });

    [Fact]
    public void What_nothing_limits_is_not_measured() => SimulatedNode.Run(async node =>
    {
        node.Engine.Behaves("a", new ContainerBehaviour { DiskBytes = 4 << 20 });
        await ReadyAsync(node, Quantity.Parse("1Mi"));
        await node.SleepAsync(TimeSpan.FromSeconds(60));
        node.IsReady("web").ShouldBeTrue();
        node.Engine.DiskMeasurements.ShouldBe(0);
    });

    [Fact]
    public void A_pod_deleted_while_it_is_measured_keeps_its_grace() => SimulatedNode.Run(async node =>
    {
        node.Engine.Behaves("a", ContainerBehaviour.TrapsTerm(TimeSpan.FromSeconds(20), code: 0) with { DiskBytes = 2 << 20 });
        await node.CreateAsync("web", PodSpecs.Of("Always", Limited("a", "1Mi")));
        await node.UntilAsync("ready", TimeSpan.FromSeconds(1), () => node.IsReady("web"));
        node.Engine.Faults = FaultPlan.None with { MaxReplyLatency = TimeSpan.FromSeconds(5) };
        await node.UntilAsync("measured", TimeSpan.FromSeconds(60), () => node.Engine.DiskMeasurements == 1);
        await node.DeleteAsync("web", graceSeconds: 30);
        node.Engine.Faults = FaultPlan.None;
        await node.UntilAsync("gone", TimeSpan.FromSeconds(60), () => node.Find("web") is null);
        node.Engine.Journal.TimesOf("a", RuntimeDeed.Killed).ShouldBeEmpty();
        node.Events("web").ShouldNotContain(e => e.Contains("Evicted"));
    });

    private static Container Limited(string name, string limit) => PodSpecs.Container(name) with
    {
        Resources = new ResourceRequirements { Limits = ImmutableSortedDictionary<string, Quantity>.Empty.Add("ephemeral-storage", Quantity.Parse(limit)) },
    };

    private static async Task ReadyAsync(SimulatedNode node, Quantity? limit, Container? own = null)
    {
        var container = (own ?? PodSpecs.Container("a")) with { VolumeMounts = [new VolumeMount { Name = "v", MountPath = "/v" }] };
        var volume = new Volume { Name = "v", EmptyDir = new EmptyDirVolumeSource { SizeLimit = limit } };
        await node.CreateAsync("web", PodSpecs.Of("Always", container) with { Volumes = [volume] });
        await node.UntilAsync("ready", TimeSpan.FromSeconds(1), () => node.IsReady("web"));
    }

    private static void Fill(SimulatedNode node, string file, int bytes) => File.WriteAllBytes(Path.Combine(node.EmptyDirOf("web", "v"), file), new byte[bytes]);
}
