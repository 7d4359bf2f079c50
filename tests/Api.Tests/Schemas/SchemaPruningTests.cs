using System.Text.Json.Nodes;
using LocalPods.Api.Schemas;

namespace LocalPods.Api.Tests.Schemas;

public sealed class SchemaPruningTests
{
    [Theory]
    [InlineData("type: object, properties: {a: {type: string}}", """{"a":"1","b":2}""", """{"a":"1"}""", "spec.x.b")]
    [InlineData("type: object, x-kubernetes-preserve-unknown-fields: true, properties: {a: {type: object, properties: {c: {type: string}}}}", """{"a":{"c":"1","d":2},"b":2}""", """{"a":{"c":"1"},"b":2}""", "spec.x.a.d")]
    [InlineData("type: object, additionalProperties: {type: object, properties: {c: {type: string}}}", """{"k":{"c":"1","d":2}}""", """{"k":{"c":"1"}}""", "spec.x.k.d")]
    [InlineData("type: object, additionalProperties: true", """{"k":1}""", """{"k":1}""", "")]
    [InlineData("type: array, items: {type: object, properties: {c: {type: string}}}", """[{"c":"1"},{"d":2}]""", """[{"c":"1"},{}]""", "spec.x[1].d")]
    [InlineData("type: object, x-kubernetes-embedded-resource: true, properties: {spec: {type: object}}", """{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"},"spec":{},"more":1}""", """{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"},"spec":{}}""", "spec.x.more")]
    public void What_the_schema_does_not_name_is_taken_out(string schema, string value, string left, string pruned)
    {
        var whole = JsonNode.Parse($$$"""{"apiVersion":"a/v1","kind":"K","metadata":{"labels":{"a":"b"}},"spec":{"x":{{{value}}}}}""")!.AsObject();
        string.Join(',', SchemaPruning.Prune(whole, SchemaValidatorTests.Schema(schema))).ShouldBe(pruned);
        whole["spec"]!["x"]!.ToJsonString().ShouldBe(left);
        whole["metadata"]!["labels"]!.ToJsonString().ShouldBe("""{"a":"b"}""");
    }

    [Theory]
    [InlineData("type: object, properties: {a: {type: integer, default: 3}, b: {type: string}}", "{}", """{"a":3}""")]
    [InlineData("type: object, properties: {a: {type: integer, default: 3}}", """{"a":null}""", """{"a":3}""")]
    [InlineData("type: object, properties: {a: {type: integer, default: 3, nullable: true}}", """{"a":null}""", """{"a":null}""")]
    [InlineData("type: object, properties: {a: {type: object, default: {}, properties: {b: {type: integer, default: 1}}}}", "{}", """{"a":{"b":1}}""")]
    [InlineData("type: object, properties: {a: {type: object, properties: {b: {type: integer, default: 1}}}}", "{}", "{}")]
    [InlineData("type: array, items: {type: object, properties: {b: {type: integer, default: 1}}}", """[{},{"b":2}]""", """[{"b":1},{"b":2}]""")]
    [InlineData("type: object, additionalProperties: {type: object, properties: {b: {type: integer, default: 1}}}", """{"k":{}}""", """{"k":{"b":1}}""")]
    public void What_has_a_default_is_filled_in(string schema, string value, string completed)
    {
        var whole = JsonNode.Parse($$$"""{"spec":{"x":{{{value}}}}}""")!.AsObject();
        SchemaDefaulting.Apply(whole, SchemaValidatorTests.Schema(schema));
        whole["spec"]!["x"]!.ToJsonString().ShouldBe(completed);
    }
}
