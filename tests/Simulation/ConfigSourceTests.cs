using System.Collections.Immutable;
using LocalPods.Api.Core;
using LocalPods.Api.Meta;

namespace LocalPods.Simulation;

/// <summary>Variables from config maps and secrets, and pods that wait for them (spec 2.4, 2.9).</summary>
public sealed class ConfigSourceTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 60)];

    [Fact]
    [Trait("spec", "PL-15")]
    [Trait("spec", "PL-16")]
    public void Variables_come_from_the_objects_in_the_store() => Run(async node =>
    {
        await PutMapAsync(node, "base", ("A", "1"), ("B", "2"));
        await PutMapAsync(node, "more", ("B", "22"));
        await PutSecretAsync(node, "keys", ("token", "t"));
        await node.CreateAsync("web", PodSpecs.Of("Always", PodSpecs.Container("a") with
        {
            EnvFrom =
            [
                new EnvFromSource { ConfigMapRef = new ConfigMapEnvSource { Name = "base" } },
                new EnvFromSource { ConfigMapRef = new ConfigMapEnvSource { Name = "more" } },
                new EnvFromSource { Prefix = "P_", SecretRef = new SecretEnvSource { Name = "keys" } },
                new EnvFromSource { SecretRef = new SecretEnvSource { Name = "none", Optional = true } },
            ],
            Env =
            [
                new EnvVar { Name = "A", Value = "own" },
                new EnvVar { Name = "X", Value = "$(A)-$(B)-$(P_token)-$(Y)-$$(A)" },
                new EnvVar { Name = "Y", ValueFrom = new EnvVarSource { SecretKeyRef = new SecretKeySelector { Name = "keys", Key = "token" } } },
                new EnvVar { Name = "Z", ValueFrom = new EnvVarSource { ConfigMapKeyRef = new ConfigMapKeySelector { Name = "base", Key = "none", Optional = true } } },
            ],
        }));
        await node.UntilAsync("ready", Soon, () => node.IsReady("web"));
        Environment(node, "a").ShouldBe(["A=own", "B=22", "P_token=t", "X=own-22-t-$(Y)-$(A)", "Y=t"]);
    });

    [Fact]
    [Trait("spec", "WN-54")]
    public void A_pod_waits_for_its_config_map_and_starts_within_a_second_of_it() => Run(async node =>
    {
        await node.CreateAsync("web", PodSpecs.Of("Always", FromMap("settings")));
        await node.UntilAsync("the error", Soon, () => Waiting(node).Reason == "CreateContainerConfigError");
        Waiting(node).Message.ShouldBe("configmap \"settings\" not found");
        node.Events("web").ShouldContain("Warning Failed spec.containers{a}: Error: configmap \"settings\" not found");
        await node.SleepAsync(TimeSpan.FromSeconds(33)); // between two of its own tries
        await PutMapAsync(node, "other", ("k", "v"));
        await node.SleepAsync(Soon);
        Waiting(node).Reason.ShouldBe("CreateContainerConfigError");
        await PutMapAsync(node, "settings", ("k", "v"));
        await node.UntilAsync("ready", Soon, () => node.IsReady("web"));
        Environment(node, "a").ShouldBe(["k=v"]);
    });

    [Fact]
    [Trait("spec", "PL-18")]
    public void A_missing_key_of_a_secret_is_told_and_waited_for() => Run(async node =>
    {
        await PutSecretAsync(node, "keys", ("other", "x"));
        var reference = new EnvVarSource { SecretKeyRef = new SecretKeySelector { Name = "keys", Key = "token" } };
        await node.CreateAsync("web", PodSpecs.Of("Always", PodSpecs.Container("a") with { Env = [new EnvVar { Name = "T", ValueFrom = reference }] }));
        await node.UntilAsync("the error", Soon, () => Waiting(node).Reason == "CreateContainerConfigError");
        Waiting(node).Message.ShouldBe("couldn't find key token in Secret default/keys");
        node.Events("web").ShouldContain(e => e.StartsWith("Warning Failed spec.containers{a}: Error: couldn't find key token in Secret default/keys", StringComparison.Ordinal));
        await PutSecretAsync(node, "keys", ("token", "t"));
        await node.UntilAsync("ready", Soon, () => node.IsReady("web"));
        Environment(node, "a").ShouldBe(["T=t"]);
    });

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Whenever_it_comes_a_config_map_is_never_overlooked(int seed) => SimulatedNode.Run(
        async node =>
        {
            var pod = node.CreateAsync("web", PodSpecs.Of("Always", FromMap("settings")));
            await node.SleepAsync(TimeSpan.FromMilliseconds(seed * 5));
            await PutMapAsync(node, "settings", ("k", "v"));
            await pod;
            await node.UntilAsync("ready", TimeSpan.FromSeconds(2), () => node.IsReady("web"));
        },
        seed);

    [Fact]
    public void Another_content_ends_the_back_off_of_who_reads_it_and_of_nobody_else() => Run(async node =>
    {
        await PutMapAsync(node, "settings", ("k", "wrong"));
        foreach (var name in (string[])["a", "b"])
        {
            node.Engine.Exits(name, code: 1, after: TimeSpan.Zero);
        }

        await node.CreateAsync("web", PodSpecs.Of("Always", FromMap("settings"), PodSpecs.Container("b")));
        await node.SleepAsync(TimeSpan.FromSeconds(40)); // both wait until 70 s
        var (a, b) = (node.Engine.Journal.StartsOf("a").Length, node.Engine.Journal.StartsOf("b").Length);
        await node.PutAsync("configmaps", Map("settings", ("k", "wrong")) with { Metadata = Named("settings") with { Labels = Data(("x", "y")) } });
        await node.SleepAsync(Soon);
        node.Engine.Journal.StartsOf("a").Length.ShouldBe(a, "its content is the same");
        node.Engine.Behaves("a", ContainerBehaviour.RunsForEver);
        await PutMapAsync(node, "settings", ("k", "right"));
        await node.UntilAsync("it runs", Soon, () => node.StatusOf("web", "a")?.State.Running is not null);
        Environment(node, "a").ShouldBe(["k=right"]);
        node.Engine.Journal.StartsOf("b").Length.ShouldBe(b);
    });

    [Fact]
    public void A_running_container_keeps_what_it_was_started_with() => Run(async node =>
    {
        await PutMapAsync(node, "settings", ("k", "old"));
        await node.CreateAsync("web", PodSpecs.Of("Always", FromMap("settings")));
        await node.UntilAsync("ready", Soon, () => node.IsReady("web"));
        await PutMapAsync(node, "settings", ("k", "new"));
        await node.SleepAsync(TimeSpan.FromMinutes(2));
        Environment(node, "a").ShouldBe(["k=old"]);
        node.StatusOf("web", "a")!.RestartCount.ShouldBe(0);
    });

    [Fact]
    public void A_secret_for_pulling_that_comes_late_is_used_at_once() => Run(async node =>
    {
        node.Engine.Guards("far.example/app:1", "right");
        await node.CreateAsync("web", PodSpecs.Of("Always", PodSpecs.Container("a") with { Image = "far.example/app:1" }) with
        {
            ImagePullSecrets = [new LocalObjectReference { Name = "regcred" }],
        });
        await node.UntilAsync("the error", Soon, () => Waiting(node).Reason == "ErrImagePull");
        await node.SleepAsync(TimeSpan.FromSeconds(2));
        await node.StoreSecretAsync("regcred", "far.example", "pod", "right");
        await node.UntilAsync("ready", Soon, () => node.IsReady("web"));
    });

    private static Container FromMap(string map) =>
        PodSpecs.Container("a") with { EnvFrom = [new EnvFromSource { ConfigMapRef = new ConfigMapEnvSource { Name = map } }] };

    private static Task PutMapAsync(SimulatedNode node, string name, params (string Key, string Value)[] data) => node.PutAsync("configmaps", Map(name, data));

    private static ConfigMap Map(string name, params (string Key, string Value)[] data) => new() { Metadata = Named(name), Data = Data(data) };

    private static Task PutSecretAsync(SimulatedNode node, string name, params (string Key, string Value)[] data) => node.PutAsync("secrets", new Secret
    {
        Metadata = Named(name),
        Data = data.ToImmutableSortedDictionary(d => d.Key, d => System.Text.Encoding.UTF8.GetBytes(d.Value)),
    });

    private static ObjectMeta Named(string name) => new() { Name = name, Namespace = "default", Uid = $"uid-of-{name}" };

    private static ImmutableSortedDictionary<string, string> Data(params (string Key, string Value)[] data) => data.ToImmutableSortedDictionary(d => d.Key, d => d.Value);

    private static string[] Environment(SimulatedNode node, string container) =>
        [.. node.Engine.ConfigOf(container)!.Environment.Select(e => $"{e.Key}={e.Value}")];

    private static (string? Reason, string? Message) Waiting(SimulatedNode node) =>
        node.StatusOf("web", "a")?.State.Waiting is { } waiting ? (waiting.Reason, waiting.Message) : default;

    private static void Run(Func<SimulatedNode, Task> scenario) => SimulatedNode.Run(scenario);
}
