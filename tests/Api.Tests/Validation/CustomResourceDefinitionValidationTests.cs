using System.Text;
using LocalPods.Api.ApiExtensions;
using LocalPods.Api.Defaulting;
using LocalPods.Api.Serialization;
using LocalPods.Api.Validation;

namespace LocalPods.Api.Tests.Validation;

public sealed class CustomResourceDefinitionValidationTests
{
    private const string Schema = "spec.versions[0].schema.openAPIV3Schema";
    private const string Label1035 = "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";

    private const string Good = """
        metadata: {name: crontabs.example.com}
        spec:
          group: example.com
          scope: Namespaced
          names: {plural: crontabs, kind: CronTab, shortNames: [ct]}
          versions:
          - name: v1
            served: true
            storage: true
            schema:
              openAPIV3Schema:
                type: object
                properties:
                  spec: {type: object, properties: {x: {type: string}}}
        """;

    [Fact]
    public void A_good_definition_has_no_faults() => Faults(Good).ShouldBeEmpty();

    [Theory]
    [InlineData("name: crontabs.example.com", "name: wrong.example.com", "metadata.name: Invalid value: \"wrong.example.com\": must be spec.names.plural+\".\"+spec.group")]
    [InlineData("scope: Namespaced", "scope: Everywhere", "spec.scope: Unsupported value: \"Everywhere\": supported values: \"Cluster\", \"Namespaced\"")]
    [InlineData("scope: Namespaced", "", "spec.scope: Required value")]
    [InlineData("kind: CronTab,", "kind: Cron_Tab,", "spec.names.kind: Invalid value: \"Cron_Tab\": may have mixed case, but should otherwise match: " + Label1035)]
    [InlineData("kind: CronTab,", "kind: CronTab, listKind: CronTab,", "spec.names.listKind: Invalid value: \"CronTab\": kind and listKind may not be the same")]
    [InlineData("[ct]", "[CT]", "spec.names.shortNames[0]: Invalid value: \"CT\": " + Label1035)]
    [InlineData("[ct]}", "[ct]}\n  preserveUnknownFields: true", "spec.preserveUnknownFields: Invalid value: true: cannot set to true, set x-preserve-unknown-fields to true in spec.versions[*].schema instead")]
    [InlineData("[ct]}", "[ct]}\n  conversion: {strategy: Other}", "spec.conversion.strategy: Unsupported value: \"Other\": supported values: \"None\", \"Webhook\"")]
    [InlineData("name: v1", "name: V1", "spec.versions[0].name: Invalid value: \"V1\": " + Label1035)]
    public void Names_and_scope_follow_the_rules(string from, string to, string fault) => Faults(Good.Replace(from, to, StringComparison.Ordinal)).ShouldContain(fault);

    [Fact]
    public void Exactly_one_version_is_stored()
    {
        Faults(Good.Replace("storage: true", "storage: false", StringComparison.Ordinal)).Single().ShouldEndWith(": must have exactly one version marked as storage version");
        Faults(Good.Replace("group: example.com", "group: example", StringComparison.Ordinal)).ShouldContain("spec.group: Invalid value: \"example\": should be a domain with at least one dot");
    }

    [Fact]
    public void A_group_of_the_community_needs_its_approval()
    {
        var protectedGroup = Good.Replace("example.com", "x.k8s.io", StringComparison.Ordinal);
        Faults(protectedGroup).ShouldBe(["metadata.annotations[api-approved.kubernetes.io]: Required value: protected groups must have approval annotation \"api-approved.kubernetes.io\", see https://github.com/kubernetes/enhancements/pull/1111"]);
        Faults(protectedGroup.Replace("name: crontabs.x.k8s.io", "name: crontabs.x.k8s.io, annotations: {api-approved.kubernetes.io: \"unapproved, a test\"}", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("{}", "properties[spec].properties[x].type: Required value: must not be empty for specified object fields")]
    [InlineData("{type: array}", "properties[spec].properties[x].items: Required value: must be specified")]
    [InlineData("{type: array, items: {}}", "properties[spec].properties[x].items.type: Required value: must not be empty for specified array items")]
    [InlineData("{type: text}", "properties[spec].properties[x].type: Unsupported value: \"text\": supported values: \"array\", \"boolean\", \"integer\", \"number\", \"object\", \"string\"")]
    [InlineData("{type: string, pattern: '['}", "properties[spec].properties[x].pattern: Invalid value: \"[\": must be a valid regular expression, but isn't: Invalid pattern '[' at offset 1. Unterminated [] set.")]
    [InlineData("{type: string, anyOf: [{type: string}]}", "properties[spec].properties[x].anyOf[0].type: Forbidden: must be empty to be structural")]
    [InlineData("{type: object, not: {properties: {z: {minimum: 1}}}}", "properties[spec].properties[x].properties[z]: Required value: because it is defined in spec.versions[0].schema.openAPIV3Schema.properties[spec].properties[x].not.properties[z]")]
    [InlineData("{type: array, uniqueItems: true, items: {type: string}}", "properties[spec].properties[x].uniqueItems: Forbidden: uniqueItems cannot be set to true since the runtime complexity becomes quadratic")]
    [InlineData("{type: object, properties: {a: {type: string}}, additionalProperties: false}", "properties[spec].properties[x].additionalProperties: Forbidden: additionalProperties and properties are mutual exclusive")]
    [InlineData("{type: array, items: {type: object}, x-kubernetes-list-type: map}", "properties[spec].properties[x].x-kubernetes-list-map-keys: Required value: must not be empty if x-kubernetes-list-type is map")]
    [InlineData("{type: array, items: {type: object, properties: {a: {type: string}}}, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [a]}", "properties[spec].properties[x].items.properties[a].default: Required value: this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property")]
    [InlineData("{type: array, items: {type: object}, x-kubernetes-list-type: set}", "properties[spec].properties[x].items.x-kubernetes-map-type: Invalid value: \"\": must be atomic as item of a list with x-kubernetes-list-type=set")]
    [InlineData("{type: integer, default: a}", "properties[spec].properties[x].default: Invalid value: \"string\":  in body must be of type integer: \"string\"")]
    [InlineData("{$ref: '#/x', type: string}", "properties[spec].properties[x].$ref: Forbidden: $ref is not supported")]
    public void Schemas_are_structural(string ofX, string fault) =>
        Faults(Good.Replace("x: {type: string}", "x: " + ofX, StringComparison.Ordinal)).ShouldContain($"{Schema}.{fault}");

    [Theory]
    [InlineData("{x-kubernetes-int-or-string: true}")]
    [InlineData("{x-kubernetes-int-or-string: true, anyOf: [{type: integer}, {type: string}]}")]
    [InlineData("{x-kubernetes-preserve-unknown-fields: true}")]
    [InlineData("{type: object, additionalProperties: {type: string}}")]
    [InlineData("{type: object, x-kubernetes-embedded-resource: true, x-kubernetes-preserve-unknown-fields: true}")]
    [InlineData("{type: array, x-kubernetes-list-type: set, items: {type: string}}")]
    public void What_is_structural_passes(string ofX) => Faults(Good.Replace("x: {type: string}", "x: " + ofX, StringComparison.Ordinal)).ShouldBeEmpty();

    [Theory]
    [InlineData("subresources: {scale: {specReplicasPath: .replicas, statusReplicasPath: .status.replicas}}", "spec.versions[0].subresources.scale.specReplicasPath: Invalid value: \".replicas\": should be a json path under .spec")]
    [InlineData("additionalPrinterColumns: [{name: A, type: text, jsonPath: .spec.x}]", "spec.versions[0].additionalPrinterColumns[0].type: Invalid value: \"text\": must be one of boolean,date,integer,number,string")]
    [InlineData("additionalPrinterColumns: [{name: A, type: string, jsonPath: spec.x}]", "spec.versions[0].additionalPrinterColumns[0].JSONPath: Invalid value: \"spec.x\": must be a simple json path starting with .")]
    [InlineData("deprecationWarning: soon", "spec.versions[0].deprecationWarning: Invalid value: \"soon\": can only be set for deprecated versions")]
    [InlineData("selectableFields: [{jsonPath: .spec.y}]", "spec.versions[0].selectableFields[0].jsonPath: Invalid value: \".spec.y\": is an invalid path: does not refer to a valid field")]
    public void Subresources_and_columns_point_where_they_may(string more, string fault) =>
        Faults(Good.Replace("storage: true", "storage: true\n    " + more, StringComparison.Ordinal)).ShouldContain(fault);

    [Fact]
    public void Names_of_an_established_definition_stay()
    {
        var old = Read(Good) with { Status = new() { Conditions = [new() { Type = "Established", Status = "True" }], StoredVersions = ["v1"] } };
        var changed = old with { Spec = old.Spec with { Scope = "Cluster", Names = old.Spec.Names with { Kind = "Other" }, Versions = [old.Spec.Versions[0] with { Name = "v2" }] } };
        CustomResourceDefinitionValidation.ValidateUpdate(changed, old).Select(e => e.ToString()).ShouldBe(
        [
            "spec.scope: Invalid value: \"Cluster\": field is immutable",
            "spec.names.kind: Invalid value: \"Other\": field is immutable",
            "status.storedVersions[0]: Invalid value: \"v1\": must appear in spec.versions",
        ]);
    }

    private static IEnumerable<string> Faults(string yaml) => CustomResourceDefinitionValidation.ValidateCreate(Read(yaml)).Select(e => e.ToString());

    private static CustomResourceDefinition Read(string yaml) => CustomResourceDefinitionDefaults.Apply(
        ApiJson.FromJson<CustomResourceDefinition>(YamlReader.Read("crd", Encoding.UTF8.GetBytes(yaml), ReadLimits.Default).Documents[0].ToJson()!));
}
