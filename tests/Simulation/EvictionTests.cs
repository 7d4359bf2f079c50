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

    private static async Task ReadyAsync(SimulatedNode node, Quantity? limit)
    {
        var container = PodSpecs.Container("a") with { VolumeMounts = [new VolumeMount { Name = "v", MountPath = "/v" }] };
        var volume = new Volume { Name = "v", EmptyDir = new EmptyDirVolumeSource { SizeLimit = limit } };
        await node.CreateAsync("web", PodSpecs.Of("Always", container) with { Volumes = [volume] });
        await node.UntilAsync("ready", TimeSpan.FromSeconds(1), () => node.IsReady("web"));
    }

    private static void Fill(SimulatedNode node, string file, int bytes) => File.WriteAllBytes(Path.Combine(node.EmptyDirOf("web", "v"), file), new byte[bytes]);
}
