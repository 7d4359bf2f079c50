using System.Text.Json.Nodes;
using LocalPods.Api.ApiExtensions;
using LocalPods.Api.Schemas;
using LocalPods.Api.Serialization;

namespace LocalPods.Api.Tests.Schemas;

public sealed class SchemaValidatorTests
{
    [Theory]
    [InlineData("type: integer", "\"three\"", "spec.x: Invalid value: \"string\": spec.x in body must be of type integer: \"string\"")]
    [InlineData("type: integer", "1.5", "spec.x: Invalid value: \"number\": spec.x in body must be of type integer: \"number\"")]
    [InlineData("type: integer", "3.0", "")]
    [InlineData("type: integer, format: int32", "true", "spec.x: Invalid value: \"\": spec.x in body must be of type int32: \"\"")]
    [InlineData("type: integer, format: int32", "\"a\"", "spec.x: Invalid value: \"string\": spec.x in body must be of type integer: \"string\"")]
    [InlineData("type: number", "3", "")]
    [InlineData("type: string", "5", "spec.x: Invalid value: \"integer\": spec.x in body must be of type string: \"integer\"")]
    [InlineData("type: string", "null", "spec.x: Invalid value: \"null\": spec.x in body must be of type string: \"null\"")]
    [InlineData("type: string, nullable: true", "null", "")]
    [InlineData("type: boolean", "\"yes\"", "spec.x: Invalid value: \"string\": spec.x in body must be of type boolean: \"string\"")]
    [InlineData("type: array, items: {type: string}", "{}", "spec.x: Invalid value: \"object\": spec.x in body must be of type array: \"object\"")]
    [InlineData("type: object", "[]", "spec.x: Invalid value: \"array\": spec.x in body must be of type object: \"array\"")]
    [InlineData("x-kubernetes-int-or-string: true", "\"80%\"", "")]
    [InlineData("x-kubernetes-int-or-string: true", "80", "")]
    [InlineData("x-kubernetes-int-or-string: true", "true", "spec.x: Invalid value: \"boolean\": spec.x in body must be of type integer,string: \"boolean\"")]
    public void Values_are_of_the_type_they_should_be(string schema, string value, string fault) => Faults(schema, value).ShouldBe(fault);

    [Theory]
    [InlineData("type: integer, minimum: 1", "0", "spec.x: Invalid value: 0: spec.x in body should be greater than or equal to 1")]
    [InlineData("type: integer, maximum: 10", "11", "spec.x: Invalid value: 11: spec.x in body should be less than or equal to 10")]
    [InlineData("type: number, minimum: 0.5, exclusiveMinimum: true", "0.5", "spec.x: Invalid value: 0.5: spec.x in body should be greater than 0.5")]
    [InlineData("type: number, maximum: 2, exclusiveMaximum: true", "2", "spec.x: Invalid value: 2: spec.x in body should be less than 2")]
    [InlineData("type: integer, multipleOf: 2", "3", "spec.x: Invalid value: 3: spec.x in body should be a multiple of 2")]
    [InlineData("type: string, minLength: 1", "\"\"", "spec.x: Invalid value: \"\": spec.x in body should be at least 1 chars long")]
    [InlineData("type: string, maxLength: 2", "\"abc\"", "spec.x: Too long: may not be more than 2 bytes")]
    [InlineData("type: string, maxLength: 2", "\"äö\"", "")]
    [InlineData("type: string, pattern: '^[a-z]+$'", "\"A1\"", "spec.x: Invalid value: \"A1\": spec.x in body should match '^[a-z]+$'")]
    [InlineData("type: string, enum: [a, b]", "\"c\"", "spec.x: Unsupported value: \"c\": supported values: \"a\", \"b\"")]
    [InlineData("type: integer, enum: [1, 2]", "3", "spec.x: Unsupported value: 3: supported values: \"1\", \"2\"")]
    [InlineData("type: integer, enum: [1, 2]", "2", "")]
    [InlineData("type: string, format: ipv4", "\"1.2.3\"", "spec.x: Invalid value: \"1.2.3\": spec.x in body must be of type ipv4: \"1.2.3\"")]
    [InlineData("type: string, format: date-time", "\"yesterday\"", "spec.x: Invalid value: \"yesterday\": spec.x in body must be of type date-time: \"yesterday\"")]
    [InlineData("type: string, format: whatever", "\"x\"", "")]
    [InlineData("type: array, items: {type: string}, minItems: 1", "[]", "spec.x: Invalid value: 0: spec.x in body should have at least 1 items")]
    [InlineData("type: array, items: {type: string}, maxItems: 1", "[\"a\",\"b\"]", "spec.x: Too many: 2: must have at most 1 items")]
    [InlineData("type: array, items: {type: integer}", "[1,\"b\"]", "spec.x[1]: Invalid value: \"string\": spec.x[1] in body must be of type integer: \"string\"")]
    [InlineData("type: object, minProperties: 1", "{}", "spec.x: Invalid value: 1: spec.x in body should have at least 1 properties")]
    [InlineData("type: object, properties: {a: {type: string}}, required: [a]", "{}", "spec.x.a: Required value")]
    [InlineData("type: object, properties: {a: {type: string}}, additionalProperties: false", "{\"b\":1}", "spec.x: Invalid value: \"b\": spec.x.b in body is a forbidden property")]
    [InlineData("type: object, additionalProperties: {type: integer}", "{\"b\":\"1\"}", "spec.x.b: Invalid value: \"string\": spec.x.b in body must be of type integer: \"string\"")]
    public void Values_keep_the_limits_of_their_schema(string schema, string value, string fault) => Faults(schema, value).ShouldBe(fault);

    [Theory]
    [InlineData("type: integer, anyOf: [{minimum: 5}, {maximum: 1}]", "3", "<nil>: Invalid value: \"\": \"spec.x\" must validate at least one schema (anyOf)|spec.x: Invalid value: 3: spec.x in body should be greater than or equal to 5")]
    [InlineData("type: integer, anyOf: [{minimum: 5}, {maximum: 1}]", "7", "")]
    [InlineData("type: integer, oneOf: [{minimum: 1}, {minimum: 2}]", "3", "<nil>: Invalid value: \"\": \"spec.x\" must validate one and only one schema (oneOf). Found 2 valid alternatives")]
    [InlineData("type: integer, oneOf: [{minimum: 1}, {minimum: 2}]", "1", "")]
    [InlineData("type: integer, allOf: [{minimum: 1}, {maximum: 2}]", "3", "spec.x: Invalid value: 3: spec.x in body should be less than or equal to 2|<nil>: Invalid value: \"\": \"spec.x\" must validate all the schemas (allOf)")]
    [InlineData("type: integer, not: {minimum: 1}", "3", "<nil>: Invalid value: \"\": \"spec.x\" must not validate the schema (not)")]
    [InlineData("type: object, properties: {a: {type: string}, b: {type: string}}, oneOf: [{required: [a]}, {required: [b]}]", "{}", "<nil>: Invalid value: \"\": \"spec.x\" must validate one and only one schema (oneOf). Found none valid|spec.x.a: Required value")]
    public void Conditions_hold_together_as_they_are_joined(string schema, string value, string fault) => Faults(schema, value).ShouldBe(fault);

    [Theory]
    [InlineData("type: array, items: {type: string}, x-kubernetes-list-type: set", "[\"a\",\"b\",\"a\"]", "spec.x[2]: Duplicate value: \"a\"")]
    [InlineData("type: array, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [k], items: {type: object, properties: {k: {type: string}, v: {type: string}}}", "[{\"k\":\"a\",\"v\":\"1\"},{\"k\":\"a\",\"v\":\"2\"}]", "spec.x[1]: Duplicate value: {\"k\":\"a\"}")]
    [InlineData("type: object, x-kubernetes-embedded-resource: true, x-kubernetes-preserve-unknown-fields: true", "{}", "spec.x.apiVersion: Required value: must not be empty|spec.x.kind: Required value: must not be empty")]
    [InlineData("type: object, x-kubernetes-embedded-resource: true, x-kubernetes-preserve-unknown-fields: true", "{\"apiVersion\":\"v1\",\"kind\":\"Pod\"}", "")]
    public void The_extensions_of_Kubernetes_are_checked(string schema, string value, string fault) => Faults(schema, value).ShouldBe(fault);

    [Fact]
    public void What_an_update_leaves_alone_is_not_checked_again()
    {
        var schema = Schema("type: object, properties: {a: {type: integer, maximum: 1}, b: {type: integer, maximum: 1}}");
        var old = JsonNode.Parse("""{"spec":{"x":{"a":5,"b":5}}}""");
        SchemaValidator.Validate(schema, JsonNode.Parse("""{"spec":{"x":{"a":5,"b":6}}}"""), old).Select(e => e.Path).ShouldBe(["spec.x.b"]);
    }

    private static string Faults(string schema, string value) =>
        string.Join('|', SchemaValidator.Validate(Schema(schema), JsonNode.Parse($$$"""{"spec":{"x":{{{value}}}}}"""), null));

    internal static JSONSchemaProps Schema(string ofX)
    {
        var yaml = $"type: object\nproperties: {{spec: {{type: object, properties: {{x: {{{ofX}}}}}}}}}";
        var read = YamlReader.Read("schema", System.Text.Encoding.UTF8.GetBytes(yaml), ReadLimits.Default);
        return ApiJson.FromJson<JSONSchemaProps>(read.Documents[0].ToJson()!);
    }
}
