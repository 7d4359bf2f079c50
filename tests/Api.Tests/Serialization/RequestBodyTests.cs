using System.Text;
using LocalPods.Api.Serialization;

namespace LocalPods.Api.Tests.Serialization;

public sealed class RequestBodyTests
{
    [Fact]
    public void Kind_and_version_may_be_left_out_of_a_body()
    {
        var body = Read("{\"metadata\":{\"name\":\"a\"}}");
        body.Refusal.ShouldBeNull();
        body.Json!.ToJsonString().ShouldBe("{\"metadata\":{\"name\":\"a\"},\"kind\":\"Pod\",\"apiVersion\":\"v1\"}");
    }

    [Theory]
    [InlineData("", "the object provided is unrecognized (must be of type Pod): couldn't get version/kind; json parse error: unexpected end of JSON input (<empty>)")]
    [InlineData("{\"a\":", "the object provided is unrecognized (must be of type Pod): couldn't get version/kind; json parse error: unexpected end of JSON input (7b2261223a)")]
    [InlineData("[]", "the object provided is unrecognized (must be of type Pod): couldn't get version/kind; json parse error: json: cannot unmarshal a value that is no object (5b5d)")]
    [InlineData("{\"kind\":\"Secret\",\"apiVersion\":\"v1\"}", "Secret in version \"v1\" cannot be handled as a Pod: no kind \"Secret\" is registered for version \"v1\" where Pod of \"v1\" is expected")]
    [InlineData("{\"kind\":\"Pod\",\"apiVersion\":\"apps/v2\"}", "Pod in version \"v2\" cannot be handled as a Pod: no kind \"Pod\" is registered for version \"apps/v2\" where Pod of \"v1\" is expected")]
    [InlineData("{\"spec\":1}", "Pod in version \"v1\" cannot be handled as a Pod: json: cannot unmarshal number into Go struct field Pod.spec of type v1.PodSpec")]
    [InlineData("{\"spec\":{\"foo\":1}}", "Pod in version \"v1\" cannot be handled as a Pod: strict decoding error: unknown field \"spec.foo\"")]
    [Trait("spec", "API-40")]
    public void What_cannot_be_taken_is_refused_in_the_servers_words(string body, string refusal)
    {
        Read(body).Refusal.ShouldBe(refusal);
        Read(body).Json.ShouldBeNull();
    }

    [Fact]
    [Trait("spec", "API-40")]
    public void Unknown_fields_are_warned_about_or_ignored_as_asked()
    {
        Read("{\"spec\":{\"foo\":1}}", FieldValidation.Warn).Warnings.ShouldBe(["unknown field \"spec.foo\""]);
        Read("{\"spec\":{\"foo\":1}}", FieldValidation.Ignore).Warnings.ShouldBeEmpty();
        Read("{\"spec\":{\"foo\":1}}", FieldValidation.Ignore).Refusal.ShouldBeNull();
    }

    [Fact]
    public void YAML_is_taken_when_the_content_type_says_so() =>
        RequestBody.Read("metadata: {name: a}"u8.ToArray(), isYaml: true, KnownKinds.Registry.FindKind("Pod")!, FieldValidation.Strict).Json!["metadata"]!["name"]!.GetValue<string>().ShouldBe("a");

    private static RequestBody Read(string body, FieldValidation validation = FieldValidation.Strict) =>
        RequestBody.Read(Encoding.UTF8.GetBytes(body), isYaml: false, KnownKinds.Registry.FindKind("Pod")!, validation);
}
