using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using LocalPods.Api.Core;
using LocalPods.Api.Serialization;
using LocalPods.Orchestrator.Server.Patching;

namespace LocalPods.Orchestrator.Tests.Server.Patching;

public sealed class StrategicMergePatchTests
{
    private static readonly TypeShape s_pod = TypeShape.For(ApiJson.TypeInfo<Pod>());

    public static TheoryData<string, string, string, string> Cases() => new()
    {
        { "a field is set, another removed", """{"spec":{"nodeName":"a","hostname":"h"}}""", """{"spec":{"nodeName":"b","hostname":null}}""", """{"spec":{"nodeName":"b"}}""" },
        { "null for what is not there is nothing", """{"spec":{}}""", """{"spec":{"hostname":null,"securityContext":{"fsGroup":null}}}""", """{"spec":{"securityContext":{}}}""" },
        { "maps are merged", """{"metadata":{"labels":{"a":"1","b":"2"}}}""", """{"metadata":{"labels":{"a":"9","c":"3","b":null}}}""", """{"metadata":{"labels":{"a":"9","c":"3"}}}""" },
        { "a map is replaced when asked", """{"metadata":{"labels":{"a":"1"}}}""", """{"metadata":{"labels":{"$patch":"replace","c":"3"}}}""", """{"metadata":{"labels":{"c":"3"}}}""" },
        { "a map is emptied when asked", """{"metadata":{"labels":{"a":"1"}}}""", """{"metadata":{"labels":{"$patch":"delete"}}}""", """{"metadata":{"labels":{}}}""" },
        {
            "containers are merged by name",
            """{"spec":{"containers":[{"name":"a","image":"1","env":[{"name":"X","value":"1"}]},{"name":"b","image":"1"}]}}""",
            """{"spec":{"containers":[{"name":"a","env":[{"name":"Y","value":"2"}]}]}}""",
            """{"spec":{"containers":[{"name":"a","image":"1","env":[{"name":"X","value":"1"},{"name":"Y","value":"2"}]},{"name":"b","image":"1"}]}}"""
        },
        {
            "an item is deleted by its key", """{"spec":{"containers":[{"name":"a"},{"name":"b"}]}}""",
            """{"spec":{"containers":[{"$patch":"delete","name":"a"}]}}""", """{"spec":{"containers":[{"name":"b"}]}}"""
        },
        {
            "deleting from a list that is not there leaves it empty", """{"spec":{}}""",
            """{"spec":{"containers":[{"$patch":"delete","name":"a"}]}}""", """{"spec":{"containers":[]}}"""
        },
        {
            "a list is replaced when asked", """{"spec":{"containers":[{"name":"a","image":"1"},{"name":"b"}]}}""",
            """{"spec":{"containers":[{"name":"a"},{"$patch":"replace"}]}}""", """{"spec":{"containers":[{"name":"a"}]}}"""
        },
        {
            "an item is replaced when asked", """{"spec":{"containers":[{"name":"a","image":"1","tty":true}]}}""",
            """{"spec":{"containers":[{"name":"a","image":"2","lifecycle":{"$patch":"replace","preStop":{}}}]}}""",
            """{"spec":{"containers":[{"name":"a","image":"2","tty":true,"lifecycle":{"preStop":{}}}]}}"""
        },
        { "other lists are replaced", """{"spec":{"tolerations":[{"key":"a"}]}}""", """{"spec":{"tolerations":[{"key":"b"}]}}""", """{"spec":{"tolerations":[{"key":"b"}]}}""" },
        {
            "the order given is the order", """{"spec":{"containers":[{"name":"a"},{"name":"b"},{"name":"c"}]}}""",
            """{"spec":{"$setElementOrder/containers":[{"name":"c"},{"name":"a"},{"name":"b"}],"containers":[{"name":"a","image":"2"}]}}""",
            """{"spec":{"containers":[{"name":"c"},{"name":"a","image":"2"},{"name":"b"}]}}"""
        },
        {
            "what the order does not name keeps its place", """{"spec":{"volumes":[{"name":"token"},{"name":"a"},{"name":"b"}]}}""",
            """{"spec":{"$setElementOrder/volumes":[{"name":"b"},{"name":"a"}]}}""", """{"spec":{"volumes":[{"name":"token"},{"name":"b"},{"name":"a"}]}}"""
        },
        {
            "what is new goes where the order says", """{"spec":{"volumes":[{"name":"token"}]}}""",
            """{"spec":{"$setElementOrder/volumes":[{"name":"a"}],"volumes":[{"name":"a"}]}}""", """{"spec":{"volumes":[{"name":"a"},{"name":"token"}]}}"""
        },
        {
            "values of a set are added once and taken out", """{"metadata":{"finalizers":["a","b"]}}""",
            """{"metadata":{"$deleteFromPrimitiveList/finalizers":["a"],"$setElementOrder/finalizers":["c","b"],"finalizers":["c","b"]}}""", """{"metadata":{"finalizers":["c","b"]}}"""
        },
        {
            "the source of a volume changes", """{"spec":{"volumes":[{"name":"v","emptyDir":{}}]}}""",
            """{"spec":{"volumes":[{"$retainKeys":["name","hostPath"],"name":"v","hostPath":{"path":"/x"}}]}}""", """{"spec":{"volumes":[{"name":"v","hostPath":{"path":"/x"}}]}}"""
        },
        {
            "mounts are told apart by path, ports by number", """{"spec":{"containers":[{"name":"a","volumeMounts":[{"name":"v","mountPath":"/a"}],"ports":[{"containerPort":1,"name":"x"}]}]}}""",
            """{"spec":{"containers":[{"name":"a","volumeMounts":[{"name":"v","mountPath":"/b"}],"ports":[{"containerPort":1,"protocol":"UDP"}]}]}}""",
            """{"spec":{"containers":[{"name":"a","volumeMounts":[{"name":"v","mountPath":"/a"},{"name":"v","mountPath":"/b"}],"ports":[{"containerPort":1,"name":"x","protocol":"UDP"}]}]}}"""
        },
        {
            "ephemeral containers are added", """{"spec":{"containers":[{"name":"a"}]}}""",
            """{"spec":{"ephemeralContainers":[{"name":"debug","image":"busybox"}]}}""", """{"spec":{"containers":[{"name":"a"}],"ephemeralContainers":[{"name":"debug","image":"busybox"}]}}"""
        },
        { "no directive is left behind", "{}", """{"spec":{"$setElementOrder/containers":[{"name":"a"}],"containers":[{"$patch":"merge","name":"a"}]}}""", """{"spec":{"containers":[{"name":"a"}]}}""" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    [Trait("spec", "API-34")]
    public void An_object_and_a_patch_become_one(string what, string target, string patch, string expected)
    {
        var result = Apply(target, patch);
        JsonNode.DeepEquals(result, JsonNode.Parse(expected)).ShouldBeTrue($"{what}: {result.ToJsonString()}");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_patch_applied_again_changes_nothing(string what, string target, string patch, string expected)
    {
        var twice = Apply(Apply(target, patch).ToJsonString(), patch);
        JsonNode.DeepEquals(twice, JsonNode.Parse(expected)).ShouldBeTrue($"{what}: {twice.ToJsonString()}");
    }

    [Theory]
    [InlineData("""{"spec":{"containers":[{"image":"x"}]}}""", "map: {\"image\":\"x\"} does not contain declared merge key: name")]
    [InlineData("""{"spec":{"containers":["x"]}}""", "an item of a list merged by name is not an object")]
    [InlineData("""{"spec":{"$patch":"explode"}}""", "unknown patch type found: explode")]
    [InlineData("""{"spec":{"$patch":1}}""", "invalid $patch: not a text")]
    [InlineData("""{"spec":{"$retainKeys":"name"}}""", "invalid $retainKeys: not a list")]
    [InlineData("""{"spec":{"$retainKeys":["a"],"hostname":"b"}}""", "hostname is set by the patch and missing in $retainKeys")]
    [InlineData("""{"spec":{"$setElementOrder/containers":[{"name":"b"}],"containers":[{"name":"a"}]}}""", "the order in patch list doesn't match $setElementOrder/: \"a\" is not in its place there")]
    public void A_patch_that_makes_no_sense_is_refused(string patch, string why) =>
        Should.Throw<PatchException>(() => Apply("""{"spec":{"containers":[{"name":"a"}]}}""", patch)).Message.ShouldBe(why);

    [Fact]
    public void Adding_then_deleting_items_gives_the_list_back() => Prop.ForAll(
        Gen.SubListOf("a", "b", "c", "d").Zip(Gen.SubListOf("c", "d", "e", "f")).ToArbitrary(),
        pair =>
        {
            var (there, added) = (pair.Item1, pair.Item2);
            var target = Containers(there.Select(n => $$"""{"name":"{{n}}","image":"1"}"""));
            var add = Containers(added.Select(n => $$"""{"name":"{{n}}","tty":true}"""));
            var delete = Containers(added.Except(there).Select(n => $$"""{"$patch":"delete","name":"{{n}}"}"""));
            var grown = Apply(target, add);
            var names = grown["spec"]!["containers"]!.AsArray().Select(c => c!["name"]!.GetValue<string>()).ToList();
            var back = Apply(grown.ToJsonString(), delete)["spec"]!["containers"]!.AsArray().Select(c => c!["name"]!.GetValue<string>());
            return names.SequenceEqual(there.Concat(added.Except(there))) && back.SequenceEqual(there);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_order_given_is_the_order() => Prop.ForAll(
        Gen.Shuffle("a", "b", "c", "d", "e").ToArbitrary(),
        order =>
        {
            var named = order.Take(3).ToList();
            var target = """{"spec":{"containers":[{"name":"a"},{"name":"b"},{"name":"c"},{"name":"d"},{"name":"e"}]}}""";
            var patch = Containers(named.Select(n => $$"""{"name":"{{n}}"}""")).Replace("containers", "$setElementOrder/containers", StringComparison.Ordinal);
            var names = Apply(target, patch)["spec"]!["containers"]!.AsArray().Select(c => c!["name"]!.GetValue<string>()).ToList();
            var others = names.Except(named).ToList();
            return names.Where(named.Contains).SequenceEqual(named) && others.SequenceEqual(others.Order()) && names.Count == 5;
        }).QuickCheckThrowOnFailure();

    [Fact]
    [Trait("spec", "API-35")]
    public async Task The_server_takes_strategic_merge_patches_and_no_unknown_ones()
    {
        await using var api = await ApiHost.StartAsync();
        await api.CreatePodAsync("a");
        const string path = "/api/v1/namespaces/default/pods/a";
        var patch = """{"spec":{"$setElementOrder/containers":[{"name":"c"}],"containers":[{"name":"c","image":"other:2"}]},"metadata":{"labels":{"x":"y"}}}""";
        var name = (await api.GetAsync(path)).Json["spec"]!["containers"]![0]!["name"]!.GetValue<string>();
        var answer = await api.SendAsync(HttpMethod.Patch, path, patch.Replace("\"c\"", $"\"{name}\"", StringComparison.Ordinal), "application/strategic-merge-patch+json");
        answer.Code.ShouldBe(200, answer.Text);
        answer.Json["spec"]!["containers"]!.AsArray().Count.ShouldBe(1);
        answer.Json["spec"]!["containers"]![0]!["image"]!.GetValue<string>().ShouldBe("other:2");
        answer.Json["spec"]!["containers"]![0]!["terminationMessagePath"].ShouldNotBeNull("what the patch does not name stays");
        (await api.SendAsync(HttpMethod.Patch, path, patch, "application/json")).Code.ShouldBe(415);
        var refused = await api.SendAsync(HttpMethod.Patch, path, """{"spec":{"containers":[{"image":"x"}]}}""", "application/strategic-merge-patch+json");
        (refused.Code, refused.Reason).ShouldBe((422, "Invalid"));
    }

    private static string Containers(IEnumerable<string> items) => "{\"spec\":{\"containers\":[" + string.Join(',', items) + "]}}";

    private static JsonObject Apply(string target, string patch) =>
        StrategicMergePatch.Apply(JsonNode.Parse(target)!.AsObject(), JsonNode.Parse(patch)!.AsObject(), s_pod);
}
