using System.Collections.Immutable;
using System.Text;
using LocalPods.Api.Core;
using LocalPods.Api.Serialization;

namespace LocalPods.Api.Tests.Serialization;

/// <summary>What an API server says about a body, and what the object becomes.</summary>
public sealed class StrictDecoderTests
{
    [Theory]
    [InlineData("{\"spec\":{\"foo\":1}}", "strict decoding error: unknown field \"spec.foo\"")]
    [InlineData("{\"bar\":1,\"spec\":{\"containers\":[{},{\"comand\":[]}]}}", "strict decoding error: unknown field \"bar\", unknown field \"spec.containers[1].comand\"")]
    [InlineData("{\"spec\":{\"hostname\":\"a\",\"hostname\":\"b\"}}", "strict decoding error: duplicate field \"spec.hostname\"")]
    [InlineData("{\"metadata\":{\"labels\":{\"a\":\"1\",\"a\":\"2\"}}}", "strict decoding error: duplicate field \"metadata.labels.a\"")]
    [InlineData("{\"Spec\":{}}", "strict decoding error: unknown field \"Spec\"")]
    [Trait("spec", "API-40")]
    public void Unknown_and_duplicate_fields_are_told_in_the_servers_words(string json, string text) =>
        ApiFaultText.StrictDecodingError(Check(json)).ShouldBe(text);

    [Theory]
    [InlineData("{\"metadata\":{\"name\":1}}", "json: cannot unmarshal number into Go struct field ObjectMeta.metadata.name of type string")]
    [InlineData("{\"spec\":[]}", "json: cannot unmarshal array into Go struct field Pod.spec of type v1.PodSpec")]
    [InlineData("{\"spec\":{\"containers\":{}}}", "json: cannot unmarshal object into Go struct field PodSpec.spec.containers of type []v1.Container")]
    [InlineData("{\"spec\":{\"containers\":[{\"env\":[{\"name\":\"A\",\"value\":true}]}]}}", "json: cannot unmarshal bool into Go struct field EnvVar.spec.containers.env.value of type string")]
    [InlineData("{\"spec\":{\"containers\":[{\"command\":[1]}]}}", "json: cannot unmarshal number into Go struct field Container.spec.containers.command of type string")]
    [InlineData("{\"spec\":{\"containers\":[{\"ports\":[{\"containerPort\":\"80\"}]}]}}", "json: cannot unmarshal string into Go struct field ContainerPort.spec.containers.ports.containerPort of type int32")]
    [InlineData("{\"spec\":{\"containers\":[{\"ports\":[{\"containerPort\":1.5}]}]}}", "json: cannot unmarshal number 1.5 into Go struct field ContainerPort.spec.containers.ports.containerPort of type int32")]
    [InlineData("{\"spec\":{\"terminationGracePeriodSeconds\":\"30\"}}", "json: cannot unmarshal string into Go struct field PodSpec.spec.terminationGracePeriodSeconds of type int64")]
    [InlineData("{\"spec\":{\"hostNetwork\":\"yes\"}}", "json: cannot unmarshal string into Go struct field PodSpec.spec.hostNetwork of type bool")]
    [InlineData("{\"metadata\":{\"labels\":{\"a\":1}}}", "json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string")]
    [InlineData("{\"metadata\":{\"creationTimestamp\":\"soon\"}}", "parsing time \"soon\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"soon\" as \"2006\"")]
    [InlineData("{\"spec\":{\"containers\":[{\"resources\":{\"limits\":{\"cpu\":\"much\"}}}]}}", "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")]
    [InlineData("[]", "json: cannot unmarshal array into Go value of type v1.Pod")]
    public void Values_of_a_wrong_type_are_told_in_the_servers_words(string json, string text)
    {
        ApiFaultText.TypeError(Check(json)).ShouldBe(text);
        ApiFaultText.StrictDecodingError(Check(json)).ShouldBeNull();
    }

    [Theory]
    [InlineData("{\"spec\":null,\"metadata\":{\"name\":null,\"labels\":null}}")]
    [InlineData("{\"spec\":{\"containers\":[{\"resources\":{\"limits\":{\"cpu\":1,\"memory\":\"64Mi\"}}}]}}")]
    [InlineData("{\"spec\":{\"containers\":[{\"livenessProbe\":{\"httpGet\":{\"port\":80}}},{\"livenessProbe\":{\"httpGet\":{\"port\":\"web\"}}}]}}")]
    [InlineData("{\"metadata\":{\"creationTimestamp\":\"2030-01-31T12:00:00Z\",\"managedFields\":[{\"fieldsV1\":{\"f:a\":{\".\":{}}}}]}}")]
    [InlineData("{\"kind\":\"Pod\",\"apiVersion\":\"v1\"}")]
    public void What_a_pod_can_hold_has_no_faults(string json) => Check(json).ShouldBeEmpty();

    [Fact]
    public void Warnings_are_told_once_each() =>
        ApiFaultText.Warnings(Check("{\"x\":1,\"x\":2,\"spec\":{\"y\":1}}")).ShouldBe(["duplicate field \"x\"", "unknown field \"x\"", "unknown field \"spec.y\""]);

    [Fact]
    public void A_container_with_its_own_restart_policy_is_nothing_a_server_minds() =>
        Check("{\"spec\":{\"containers\":[{\"name\":\"a\",\"restartPolicy\":\"Never\"}]}}").ShouldBeEmpty();

    [Fact]
    public void The_whole_message_names_the_kind() =>
        ApiFaultText.CannotBeHandled("Pod", "v1", "Pod", "x").ShouldBe("Pod in version \"v1\" cannot be handled as a Pod: x");

    [Fact]
    public void Null_in_a_map_of_strings_is_the_empty_string_and_elsewhere_absent()
    {
        var node = Parse("{\"metadata\":{\"name\":null,\"labels\":{\"a\":null}},\"spec\":{\"nodeSelector\":null}}");
        node.ToJson(ApiJson.TypeInfo<Pod>())!.ToJsonString().ShouldBe("{\"metadata\":{\"labels\":{\"a\":\"\"}},\"spec\":{}}");
        node.ToJson()!.ToJsonString().ShouldBe("{\"metadata\":{\"labels\":{}},\"spec\":{}}");
    }

    [Fact]
    public void No_more_faults_are_gathered_than_asked_for()
    {
        var json = "{" + string.Join(",", Enumerable.Range(0, 500).Select(i => $"\"x{i}\":1")) + "}";
        Check(json).Length.ShouldBe(100);
    }

    [Fact]
    public void A_body_that_passes_can_be_decoded()
    {
        var node = Parse("{\"spec\":{\"containers\":[{\"name\":\"a\",\"image\":\"b\",\"extra\":1}]}}");
        ApiJson.FromJson<Pod>(node.ToJson(ApiJson.TypeInfo<Pod>())!).Spec.Containers[0].Image.ShouldBe("b");
    }

    private static ImmutableArray<Fault> Check(string json) => StrictDecoder.Check(Parse(json), ApiJson.TypeInfo<Pod>());

    private static SourceNode Parse(string json) =>
        JsonReader.Read(SourceText.FromUtf8("body", Encoding.UTF8.GetBytes(json)), ReadLimits.Default).Documents.ShouldHaveSingleItem();
}
