using LocalPods.Api.Core;
using LocalPods.Api.Images;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Simulation;

/// <summary>Pulls on a whole node, and what users are told of them (spec 3).</summary>
public sealed class ImagePullTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    [Fact]
    public void No_more_images_are_pulled_at_once_than_the_limit_and_waiting_is_told_apart() => Run(async node =>
    {
        foreach (var i in Enumerable.Range(0, 10))
        {
            node.Engine.Pulls($"far:{i}", failures: 0, takes: TimeSpan.FromSeconds(10));
            await node.CreateAsync($"web-{i}", PodSpecs.Of("Always", PodSpecs.Container("a") with { Image = $"far:{i}" }));
        }

        await node.UntilAsync("all ready", TimeSpan.FromSeconds(32), () => Enumerable.Range(0, 10).All(i => node.IsReady($"web-{i}")));
        var begun = Enumerable.Range(0, 10).Select(i => node.Engine.PullsOf($"far:{i}").Single()).Order().ToArray();
        begun.ShouldAllBe(at => begun.Count(b => b <= at && at < b + TimeSpan.FromSeconds(10)) <= 4);
        (begun[^1] - begun[0]).ShouldBe(TimeSpan.FromSeconds(20), tolerance: Soon);
        Messages(node).ShouldContain(m => m.StartsWith("Successfully pulled image ", StringComparison.Ordinal)
            && m.EndsWith("s (30s including waiting). Image size: 1000000 bytes.", StringComparison.Ordinal) && m.Contains(" in 10s (", StringComparison.Ordinal));
    });

    [Fact]
    [Trait("spec", "PL-26")]
    public void Failing_pulls_are_repeated_after_10_20_40_and_at_most_300_seconds_for_each_pod_and_image() => Run(async node =>
    {
        node.Engine.LacksImage("far:1");
        node.Engine.LacksImage("far:2");
        await node.CreateAsync("web", PodSpecs.Of("Always", PodSpecs.Container("a") with { Image = "far:1" }));
        await node.SleepAsync(TimeSpan.FromSeconds(25));
        await node.CreateAsync("other", PodSpecs.Of("Always", PodSpecs.Container("a") with { Image = "far:2" }));
        await node.SleepAsync(TimeSpan.FromSeconds(1300));
        Gaps(node.Engine.PullsOf("far:1")).ShouldBe([10, 20, 40, 80, 160, 300, 300, 300]);
        Gaps(node.Engine.PullsOf("far:2"))[..4].ShouldBe([10, 20, 40, 80]);
        Waiting(node, "web").ShouldBe(("ImagePullBackOff", "Back-off pulling image \"far:1\": ErrImagePull: pull image far:1: the registry has no such image"));
        Messages(node).ShouldContain("Failed to pull image \"far:1\": pull image far:1: the registry has no such image");
    });

    [Fact]
    public void A_registry_that_cannot_answer_is_told_as_such_and_the_pod_recovers() => Run(async node =>
    {
        node.Engine.Pulls("far:1", failures: 1, takes: TimeSpan.Zero, RuntimeFailure.RegistryUnavailable);
        await node.CreateAsync("web", PodSpecs.Of("Always", PodSpecs.Container("a") with { Image = "far:1" }));
        await node.UntilAsync("the error", Soon, () => Waiting(node, "web").Reason == "RegistryUnavailable");
        Waiting(node, "web").Message.ShouldBe("image pull failed for far:1 because the registry is unavailable: pull image far:1: the registry has no such image");
        await node.UntilAsync("back-off", TimeSpan.FromSeconds(9), () => Waiting(node, "web").Reason == "ImagePullBackOff");
        Waiting(node, "web").Message.ShouldStartWith("Back-off pulling image \"far:1\": RegistryUnavailable: image pull failed for far:1 because");
        await node.UntilAsync("ready", TimeSpan.FromSeconds(12), () => node.IsReady("web"));
        Messages(node).ShouldContain("Error: RegistryUnavailable");
    });

    [Fact]
    public void A_failed_pull_names_what_is_near_and_here() => Run(async node =>
    {
        node.Engine.AddImage("app:dev");
        node.Engine.LacksImage("app:latest");
        await node.CreateAsync("web", PodSpecs.Of("Always", PodSpecs.Container("a") with { Image = "app", ImagePullPolicy = "Always" }));
        await node.UntilAsync("the error", Soon, () => Waiting(node, "web").Reason is "ErrImagePull" or "ImagePullBackOff"); // the news of the image may have it tried twice
        const string Hint = "; app:dev is here, you wrote app:latest";
        Waiting(node, "web").Message!.ShouldEndWith(Hint);
        Messages(node).ShouldContain("Failed to pull image \"app\": pull image app:latest: the registry has no such image" + Hint);
    });

    [Fact]
    public void An_image_that_is_here_and_is_asked_of_a_registry_all_the_same_is_told() => Run(async node =>
    {
        node.Engine.LacksImage("app:latest");
        node.Engine.AddImage("app:latest");
        await node.CreateAsync("web", PodSpecs.Of("Always", PodSpecs.Container("a") with { Image = "app", ImagePullPolicy = "Always" }));
        await node.UntilAsync("the error", Soon, () => Waiting(node, "web").Reason is "ErrImagePull" or "ImagePullBackOff"); // the news of the image may have it tried twice
        Waiting(node, "web").Message!.ShouldEndWith("; app:latest is here, but imagePullPolicy Always asks the registry; with IfNotPresent it would be used");
    });

    [Fact]
    public void A_name_that_is_none_is_never_pulled() => Run(async node =>
    {
        await node.CreateAsync("web", PodSpecs.Of("Always", PodSpecs.Container("a") with { Image = "App:1" }));
        await node.UntilAsync("the error", Soon, () => Waiting(node, "web").Reason == "InvalidImageName");
        const string Message = "Failed to apply default image tag \"App:1\": couldn't parse image name \"App:1\": invalid reference format: repository name (library/App) must be lowercase";
        Waiting(node, "web").Message.ShouldBe(Message);
        Messages(node).ShouldContain(Message);
        Messages(node).ShouldContain("Error: InvalidImageName");
        Messages(node).ShouldNotContain(m => m.StartsWith("Pulling", StringComparison.Ordinal));
    });

    [Fact]
    public void Credentials_are_tried_one_after_another_those_of_the_pod_first() => Run(async node =>
    {
        await node.StoreSecretAsync("regcred", "far.example", "pod", "right");
        node.Engine.Logins["far.example"] = new RegistryLogins([new RegistryCredentials("far.example", "machine", "wrong")], []);
        node.Engine.Guards("far.example/app:1", "right");
        node.Engine.Guards("far.example/app:2", "neither");
        await node.CreateAsync("web", PodSpecs.Of("Always", PodSpecs.Container("a") with { Image = "far.example/app:1" }) with { ImagePullSecrets = [new LocalObjectReference { Name = "regcred" }] });
        await node.UntilAsync("ready", Soon, () => node.IsReady("web"));
        node.Engine.TriedAt("far.example/app:1").ShouldBe(["pod"]);

        await node.CreateAsync("other", PodSpecs.Of("Always", PodSpecs.Container("a") with { Image = "far.example/app:2" }) with { ImagePullSecrets = [new LocalObjectReference { Name = "regcred" }] });
        await node.UntilAsync("the error", Soon, () => Waiting(node, "other").Reason == "ErrImagePull");
        node.Engine.TriedAt("far.example/app:2").ShouldBe(["pod", "machine"]);
        Waiting(node, "other").Message!.ShouldStartWith("[pull image far.example/app:2: denied to pod, pull image far.example/app:2: denied to machine]");
        (node.Describe() + string.Join('\n', Messages(node))).ShouldNotContain("wrong");
    });

    [Fact]
    public void What_a_pods_secret_brought_is_for_pods_that_have_it() => Run(async node =>
    {
        await node.StoreSecretAsync("regcred", "far.example", "pod", "right");
        node.Engine.Guards("far.example/app:1", "right");
        var spec = PodSpecs.Of("Always", PodSpecs.Container("a") with { Image = "far.example/app:1" });
        var trusted = spec with { ImagePullSecrets = [new LocalObjectReference { Name = "regcred" }] };
        await node.CreateAsync("first", trusted);
        await node.UntilAsync("ready", Soon, () => node.IsReady("first"));
        await node.CreateAsync("stranger", spec);
        await node.CreateAsync("second", trusted);
        await node.UntilAsync("ready", Soon, () => node.IsReady("second"));
        await node.RestartAgentAsync();
        await node.UntilAsync("the error", Soon, () => Waiting(node, "stranger").Reason is "ErrImagePull" or "ImagePullBackOff");
        node.Engine.TriedAt("far.example/app:1").Where(u => u == "pod").Count().ShouldBe(1, "the second pod may use what is there");
        Messages(node).ShouldContain("Container image \"far.example/app:1\" already present on machine and can be accessed by the pod");
    });

    [Fact]
    public void Pull_secrets_that_are_not_there_are_told_by_name() => Run(async node =>
    {
        var secrets = new[] { "one", "two" }.Select(n => new LocalObjectReference { Name = n });
        await node.CreateAsync("web", PodSpecs.Of("Always", PodSpecs.Container("a")) with { ImagePullSecrets = [.. secrets] });
        await node.UntilAsync("ready", Soon, () => node.IsReady("web"));
        Messages(node).ShouldContain("Unable to retrieve some image pull secrets (one, two); attempting to pull the image may not succeed.");
    });

    private static double[] Gaps(IReadOnlyList<DateTimeOffset> times) => [.. times.Zip(times.Skip(1)).Select(t => Math.Round((t.Second - t.First).TotalSeconds))];

    private static (string? Reason, string? Message) Waiting(SimulatedNode node, string pod) =>
        node.StatusOf(pod, "a")?.State.Waiting is { } waiting ? (waiting.Reason, waiting.Message) : default;

    private static List<string> Messages(SimulatedNode node) =>
        [.. node.Store.List("events", null).Items.Select(e => e.Document.GetProperty("message").GetString()!)];

    private static void Run(Func<SimulatedNode, Task> scenario) => SimulatedNode.Run(scenario);
}
