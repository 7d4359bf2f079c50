using System.Collections.Immutable;
using LocalPods.Api.Core;
using LocalPods.Api.Meta;
using LocalPods.Orchestrator.Store;
using LocalPods.Orchestrator.Volumes;

namespace LocalPods.Simulation;

/// <summary>Volumes over the life of a pod: waited for, kept up to date, and gone with it (spec 2.6; workloads 13).</summary>
public sealed class VolumeTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    [Fact]
    [Trait("spec", "WN-54")]
    public void A_pod_waits_for_the_config_map_of_its_volume_and_starts_within_a_second_of_it() => SimulatedNode.Run(async node =>
    {
        // The container that does not mount it waits too, as on a kubelet.
        await node.CreateAsync("web", Of(FromMap("settings"), Mounting("a"), PodSpecs.Container("b")));
        await node.UntilAsync("the failure", Soon, () => node.Events("web").Any(e => e.Contains("FailedMount", StringComparison.Ordinal)));
        node.Events("web").ShouldContain("Warning FailedMount MountVolume.SetUp failed for volume \"v\" : configmap \"settings\" not found");
        node.Column("web").ShouldBe("ContainerCreating");
        await node.SleepAsync(TimeSpan.FromSeconds(33)); // between two of its own tries
        await PutMapAsync(node, "settings", "old");
        await node.UntilAsync("ready", Soon, () => node.IsReady("web"));
    });

    [Fact]
    public void All_that_is_missing_is_told_at_once() => SimulatedNode.Run(async node =>
    {
        var other = new Volume { Name = "w", Secret = new SecretVolumeSource { SecretName = "keys" } };
        var container = PodSpecs.Container("a") with { VolumeMounts = [new VolumeMount { Name = "v", MountPath = "/v" }, new VolumeMount { Name = "w", MountPath = "/w" }] };
        await node.CreateAsync("web", Of(FromMap("settings"), container) with { Volumes = [FromMap("settings"), other] });
        await node.UntilAsync("the failures", Soon, () => node.Events("web").Count(e => e.Contains("FailedMount", StringComparison.Ordinal)) == 2);
        node.Events("web").ShouldContain("Warning FailedMount MountVolume.SetUp failed for volume \"w\" : secret \"keys\" not found");
        node.StatusOf("web", "a")!.State.Waiting!.Message.ShouldBe("volume \"v\": configmap \"settings\" not found; volume \"w\": secret \"keys\" not found");
    });

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Whenever_it_comes_it_is_never_overlooked(int seed) => SimulatedNode.Run(
        async node =>
        {
            var pod = node.CreateAsync("web", Of(FromMap("settings"), Mounting("a"), PodSpecs.Container("b")));
            await node.SleepAsync(TimeSpan.FromMilliseconds(seed * 5));
            await PutMapAsync(node, "settings", "v");
            await pod;
            await node.UntilAsync("ready", TimeSpan.FromSeconds(2), () => node.IsReady("web"));
        },
        seed);

    [Fact]
    public void A_change_is_seen_within_a_second_and_restarts_nothing() => SimulatedNode.Run(async node =>
    {
        await PutMapAsync(node, "settings", "old");
        var uid = await node.CreateAsync("web", Of(FromMap("settings"), Mounting("a")));
        await node.UntilAsync("ready", Soon, () => node.IsReady("web"));
        Content(node, uid, "configmap", "k").ShouldBe("old");
        await PutMapAsync(node, "settings", "new");
        await node.UntilAsync("the new content", Soon, () => Content(node, uid, "configmap", "k") == "new");
        node.StatusOf("web", "a")!.RestartCount.ShouldBe(0);
    });

    [Fact]
    public void What_changed_while_no_daemon_ran_is_seen_when_the_next_one_does() => SimulatedNode.Run(async node =>
    {
        await PutMapAsync(node, "settings", "old");
        var uid = await node.CreateAsync("web", Of(FromMap("settings"), Mounting("a")));
        await node.UntilAsync("ready", Soon, () => node.IsReady("web"));
        await node.KillAgentAsync();
        await PutMapAsync(node, "settings", "new");
        node.StartAgent();
        await node.UntilAsync("the new content", Soon, () => Content(node, uid, "configmap", "k") == "new");
    });

    [Fact]
    public void An_object_that_goes_leaves_its_files_and_is_told_of_unless_it_was_optional() => SimulatedNode.Run(async node =>
    {
        await PutMapAsync(node, "settings", "old");
        var uid = await node.CreateAsync("web", Of(FromMap("settings"), Mounting("a")));
        var optional = new Volume { Name = "v", ConfigMap = new ConfigMapVolumeSource { Name = "settings", Optional = true } };
        var other = await node.CreateAsync("optional", Of(optional, Mounting("b")));
        await node.UntilAsync("ready", Soon, () => node.IsReady("web") && node.IsReady("optional"));
        await node.Store.DeleteAsync(new ObjectKey("configmaps", "default", "settings"), null, CancellationToken.None);
        await node.UntilAsync("no files", Soon, () => Content(node, other, "configmap", "k") is null);
        node.Events("web").ShouldContain("Warning FailedMount MountVolume.SetUp failed for volume \"v\" : configmap \"settings\" not found");
        Content(node, uid, "configmap", "k").ShouldBe("old");
        await PutMapAsync(node, "settings", "new");
        await node.UntilAsync("both see it", Soon, () => Content(node, uid, "configmap", "k") == "new" && Content(node, other, "configmap", "k") == "new");
    });

    [Fact]
    [Trait("spec", "WN-61")]
    public void Labels_are_followed() => SimulatedNode.Run(async node =>
    {
        var volume = new Volume
        {
            Name = "v",
            DownwardAPI = new DownwardAPIVolumeSource { Items = [new DownwardAPIVolumeFile { Path = "labels", FieldRef = new ObjectFieldSelector { FieldPath = "metadata.labels" } }] },
        };
        var uid = await node.CreateAsync("web", Of(volume, Mounting("a")));
        await node.UntilAsync("ready", Soon, () => node.IsReady("web"));
        Content(node, uid, "downward-api", "labels").ShouldBe("");
        await node.ChangeAsync("web", pod => pod with { Metadata = pod.Metadata with { Labels = ImmutableSortedDictionary<string, string>.Empty.Add("app", "x") } });
        await node.UntilAsync("the label", Soon, () => Content(node, uid, "downward-api", "labels") == "app=\"x\"");
    });

    [Fact]
    public void A_token_is_renewed_before_it_ends() => SimulatedNode.Run(async node =>
    {
        var count = 0;
        await node.KillAgentAsync();
        node.Tokens = request => (new PodToken($"token {++count}", node.Now + request.Lasts), null);
        node.StartAgent();
        var source = new VolumeProjection { ServiceAccountToken = new ServiceAccountTokenProjection { Path = "token", ExpirationSeconds = 600 } };
        var uid = await node.CreateAsync("web", Of(new Volume { Name = "v", Projected = new ProjectedVolumeSource { Sources = [source] } }, Mounting("a")));
        await node.UntilAsync("ready", Soon, () => node.IsReady("web"));
        Content(node, uid, "projected", "token").ShouldBe("token 1");
        await node.SleepAsync(TimeSpan.FromSeconds(470));
        Content(node, uid, "projected", "token").ShouldBe("token 1");
        await node.SleepAsync(TimeSpan.FromSeconds(20));
        Content(node, uid, "projected", "token").ShouldBe("token 2");
        await node.SleepAsync(TimeSpan.FromSeconds(480));
        Content(node, uid, "projected", "token").ShouldBe("token 3");
    });

    [Fact]
    public void Volumes_go_when_the_pod_is_over_and_everything_when_it_is_deleted() => SimulatedNode.Run(async node =>
    {
        await PutMapAsync(node, "settings", "x");
        node.Engine.Exits("a", code: 0, after: TimeSpan.FromSeconds(2));
        var uid = await node.CreateAsync("web", Of(FromMap("settings"), Mounting("a")) with { RestartPolicy = "Never" });
        await node.UntilAsync("its volume", Soon, () => Content(node, uid, "configmap", "k") == "x");
        await node.UntilAsync("the end", TimeSpan.FromSeconds(5), () => node.Find("web")!.Status.Phase == "Succeeded");
        await node.UntilAsync("no volume", Soon, () => !Directory.Exists(node.FileOf(uid, "volumes")));
        await node.DeleteAsync("web", 0);
        await node.UntilAsync("no files", TimeSpan.FromSeconds(5), () => !node.PodFolders.Contains(uid));
    });

    private static PodSpec Of(Volume volume, params Container[] containers) => PodSpecs.Of("Always", containers) with { Volumes = [volume] };

    private static Container Mounting(string name) => PodSpecs.Container(name) with { VolumeMounts = [new VolumeMount { Name = "v", MountPath = "/v" }] };

    private static Volume FromMap(string name) => new() { Name = "v", ConfigMap = new ConfigMapVolumeSource { Name = name } };

    private static Task PutMapAsync(SimulatedNode node, string name, string value) => node.PutAsync("configmaps", new ConfigMap
    {
        Metadata = new ObjectMeta { Name = name, Namespace = "default", Uid = $"uid-of-{name}" },
        Data = ImmutableSortedDictionary<string, string>.Empty.Add("k", value),
    });

    // Null when there is no such file.
    private static string? Content(SimulatedNode node, string uid, string plugin, string key)
    {
        var path = node.FileOf(uid, $"volumes/kubernetes.io~{plugin}/v/{key}");
        return File.Exists(path) ? File.ReadAllText(path) : null;
    }
}
