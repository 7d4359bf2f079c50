using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Simulation;

/// <summary>What happens to images when their disk fills up (spec 4.8).</summary>
public sealed class ImageCollectionTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);
    private static readonly ImageDisk Full = new(10_000_000, 1_000_000); // an image is 1,000,000 bytes: one must go for 80 %

    [Fact]
    public void Only_unused_images_that_the_node_pulled_go_the_longest_unused_first() => Run(async node =>
    {
        node.Engine.AddImage("mine:1");
        await RunToEndAsync(node, "first", "pulled:1");
        await node.SleepAsync(TimeSpan.FromMinutes(3));
        await RunToEndAsync(node, "second", "pulled:2");
        await RunToEndAsync(node, "mine", "mine:1");
        await StartAsync(node, "running", "pulled:3");
        node.Engine.ImageDisk = Full;
        await node.UntilAsync("the first is gone", TimeSpan.FromMinutes(6), () => !node.Engine.Has("pulled:1"));
        node.Engine.Has("pulled:2").ShouldBeTrue("one was enough");
        await node.SleepAsync(TimeSpan.FromMinutes(5));
        node.Engine.Has("pulled:2").ShouldBeFalse("the disk is still full");
        await node.SleepAsync(TimeSpan.FromMinutes(30));
        (node.Engine.Has("pulled:3"), node.Engine.Has("mine:1")).ShouldBe((true, true));
        Events(node, "FreeDiskSpaceFailed").ShouldContain("Failed to garbage collect required amount of images. Attempted to free 1000000 bytes, but only found 0 bytes eligible to free.");
        Events(node, "ImageGCFailed").ShouldNotBeEmpty();
    });

    [Fact]
    public void A_disk_that_is_not_full_keeps_its_images() => Run(async node =>
    {
        node.Engine.ImageDisk = new ImageDisk(10_000_000, 1_600_000);
        await RunToEndAsync(node, "first", "pulled:1");
        await node.SleepAsync(TimeSpan.FromHours(1));
        node.Engine.Has("pulled:1").ShouldBeTrue();
    });

    [Fact]
    public void A_name_that_somebody_gave_to_another_image_is_theirs() => Run(async node =>
    {
        await RunToEndAsync(node, "first", "pulled:1");
        node.Engine.Rename("pulled:1", node.Engine.AddImage("mine:2"));
        node.Engine.ImageDisk = Full;
        await node.SleepAsync(TimeSpan.FromHours(1));
        node.Engine.Has("pulled:1").ShouldBeTrue();
    });

    [Fact]
    public void What_a_waiting_pod_asks_for_is_kept_though_no_container_uses_it() => Run(async node =>
    {
        node.Engine.Pulls("pulled:1", failures: 0, takes: TimeSpan.Zero);
        node.Engine.LacksImage("absent:1");
        var spec = PodSpecs.Of("Always", PodSpecs.Container("a") with { Image = "pulled:1", LivenessProbe = null });
        await node.CreateAsync("web", spec with { InitContainers = [PodSpecs.Container("i") with { Image = "absent:1" }] });
        await RunToEndAsync(node, "first", "pulled:1");
        node.Engine.ImageDisk = Full;
        await node.SleepAsync(TimeSpan.FromHours(1));
        node.Engine.Has("pulled:1").ShouldBeTrue();
    });

    [Fact]
    public void A_restart_of_the_daemon_forgets_nothing() => Run(async node =>
    {
        await RunToEndAsync(node, "first", "pulled:1");
        await node.SleepAsync(TimeSpan.FromMinutes(3));
        node.Engine.ImageDisk = Full;
        await node.RestartAgentAsync();
        await node.UntilAsync("it is gone at once", Soon, () => !node.Engine.Has("pulled:1"));
    });

    private static async Task StartAsync(SimulatedNode node, string pod, string image)
    {
        if (!node.Engine.Has(image))
        {
            node.Engine.Pulls(image, failures: 0, takes: TimeSpan.Zero);
        }

        await node.CreateAsync(pod, PodSpecs.Of("Always", PodSpecs.Container("a") with { Image = image }));
        await node.UntilAsync($"{pod} ready", Soon, () => node.IsReady(pod));
    }

    private static async Task RunToEndAsync(SimulatedNode node, string pod, string image)
    {
        await StartAsync(node, pod, image);
        await node.DeleteAsync(pod, 1);
        await node.UntilAsync($"{pod} gone", Soon, () => node.Find(pod) is null);
    }

    private static string[] Events(SimulatedNode node, string reason) =>
        [.. node.Store.List("events", null).Items.Select(i => i.Document).Where(e => e.GetProperty("reason").GetString() == reason).Select(e => e.GetProperty("message").GetString()!)];

    private static void Run(Func<SimulatedNode, Task> scenario) => TestKit.Simulation.Run(1, async sim =>
    {
        using var node = new SimulatedNode(sim);
        node.Engine.HasEveryImage = false;
        node.StartAgent();
        await scenario(node);
        await node.KillAgentAsync();
    });
}
