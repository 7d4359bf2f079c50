using System.Text.Json.Nodes;
using LocalPods.Api.Core;
using LocalPods.Api.Serialization;
using LocalPods.Cli.Apply;

namespace LocalPods.Cli.Tests.Apply;

public sealed class ThreeWayMergeTests
{
    public static TheoryData<string, string, string, string, string> Cases() => new()
    {
        { "a new field is set", "{}", """{"a":1}""", """{"b":2}""", """{"b":2,"a":1}""" },
        { "a field dropped from the manifest is removed", """{"a":1,"b":1}""", """{"a":1}""", """{"a":1,"b":1,"c":1}""", """{"a":1,"c":1}""" },
        { "a field the manifest never had stays", """{"a":1}""", """{"a":2}""", """{"a":1,"d":"default"}""", """{"a":2,"d":"default"}""" },
        { "objects are merged", """{"m":{"x":1,"y":1}}""", """{"m":{"x":2}}""", """{"m":{"x":1,"y":1,"z":1}}""", """{"m":{"x":2,"z":1}}""" },
        { "other lists are replaced", """{"args":["a"]}""", """{"args":["b","c"]}""", """{"args":["a"]}""", """{"args":["b","c"]}""" },
        {
            "containers are merged by name",
            """{"containers":[{"name":"a","image":"1"},{"name":"b","image":"1"}]}""",
            """{"containers":[{"name":"a","image":"2"}]}""",
            """{"containers":[{"name":"a","image":"1","x":1},{"name":"b","image":"1"},{"name":"injected"}]}""",
            """{"containers":[{"name":"a","image":"2","x":1},{"name":"injected"}]}"""
        },
        {
            "what others added before ours keeps its place",
            """{"volumes":[{"name":"a"}]}""", """{"volumes":[{"name":"a"},{"name":"c"}]}""", """{"volumes":[{"name":"token"},{"name":"a"}]}""",
            """{"volumes":[{"name":"token"},{"name":"a"},{"name":"c"}]}"""
        },
        {
            "an order changed in the manifest is the order",
            """{"env":[{"name":"a"},{"name":"b"}]}""", """{"env":[{"name":"b"},{"name":"a"}]}""", """{"env":[{"name":"a"},{"name":"b"},{"name":"z"}]}""",
            """{"env":[{"name":"b"},{"name":"a"},{"name":"z"}]}"""
        },
        {
            "one port number carries two protocols",
            """{"ports":[{"containerPort":53,"protocol":"UDP"},{"containerPort":53}]}""",
            """{"ports":[{"containerPort":53,"protocol":"UDP","name":"dns"},{"containerPort":53}]}""",
            """{"ports":[{"containerPort":53,"protocol":"UDP"},{"containerPort":53,"protocol":"TCP"}]}""",
            """{"ports":[{"containerPort":53,"protocol":"UDP","name":"dns"},{"containerPort":53,"protocol":"TCP"}]}"""
        },
        {
            "the kind of a volume changes",
            """{"volumes":[{"name":"a","emptyDir":{}}]}""", """{"volumes":[{"name":"a","hostPath":{"path":"/x"}}]}""", """{"volumes":[{"name":"a","emptyDir":{}}]}""",
            """{"volumes":[{"name":"a","hostPath":{"path":"/x"}}]}"""
        },
        { "finalizers of others stay", """{"finalizers":["a"]}""", """{"finalizers":["b"]}""", """{"finalizers":["a","x"]}""", """{"finalizers":["x","b"]}""" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_manifest_of_last_time_of_now_and_the_live_object_become_one(string what, string original, string modified, string live, string merged)
    {
        var result = ThreeWayMerge.Merge(Parse(original), Parse(modified), Parse(live), Shape(modified));
        JsonNode.DeepEquals(result, Parse(merged)).ShouldBeTrue($"{what}: {result.ToJsonString()}");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Merging_again_changes_nothing(string what, string original, string modified, string live, string merged)
    {
        var once = ThreeWayMerge.Merge(Parse(original), Parse(modified), Parse(live), Shape(modified));
        var twice = ThreeWayMerge.Merge(Parse(modified), Parse(modified), once, Shape(modified));
        JsonNode.DeepEquals(twice, once).ShouldBeTrue($"{what}: {twice.ToJsonString()}; first {merged}");
    }

    [Fact]
    public void Lists_of_a_kind_nobody_knows_are_replaced()
    {
        var merged = ThreeWayMerge.Merge([], Parse("""{"containers":[{"name":"a"}]}"""), Parse("""{"containers":[{"name":"b"}]}"""), null);
        merged.ToJsonString().ShouldBe("""{"containers":[{"name":"a"}]}""");
    }

    // The type that has the fields of the case.
    private static TypeShape Shape(string modified) =>
        modified.Contains("finalizers", StringComparison.Ordinal) ? TypeShape.For(ApiJson.TypeInfo<Pod>()).Fields["metadata"]
        : modified.Contains("\"env\"", StringComparison.Ordinal) || modified.Contains("\"ports\"", StringComparison.Ordinal) ? TypeShape.For(ApiJson.TypeInfo<Pod>()).Fields["spec"].Fields["containers"].Element!
        : TypeShape.For(ApiJson.TypeInfo<Pod>()).Fields["spec"];

    private static JsonObject Parse(string json) => (JsonObject)JsonNode.Parse(json)!;
}
