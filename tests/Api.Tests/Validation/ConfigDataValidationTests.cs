using System.Collections.Immutable;
using System.Text;
using LocalPods.Api.Core;
using LocalPods.Api.Meta;
using LocalPods.Api.Validation;

namespace LocalPods.Api.Tests.Validation;

public class ConfigDataValidationTests
{
    private const string KeyRule =
        "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";

    private const string Frozen = "Forbidden: field is immutable when `immutable` is set";

    [Fact]
    public void Keys_are_words_and_stand_in_one_of_the_two_maps()
    {
        Faults(Map(("a b", ""), ("..", ""), ("both", "")) with { BinaryData = Bytes(("both", "x"), ("c/d", "x")) }).ShouldBe(
        [
            "data[..]: Invalid value: \"..\": must not be '..'",
            $"data[a b]: Invalid value: \"a b\": {KeyRule}",
            "data[both]: Invalid value: \"both\": duplicate of key present in binaryData",
            $"binaryData[c/d]: Invalid value: \"c/d\": {KeyRule}",
        ]);
        Faults(Map(("a.b-C_1", "x"), (".hidden", ""))).ShouldBeEmpty();
    }

    [Fact]
    public void All_values_together_have_at_most_a_mebibyte()
    {
        var half = new string('x', 512 * 1024);
        Faults(Map(("a", half)) with { BinaryData = Bytes(("b", half)) }).ShouldBeEmpty();
        Faults(Map(("a", half + "x")) with { BinaryData = Bytes(("b", half)) }).ShouldBe(["[]: Too long: may not be more than 1048576 bytes"]);
        Faults(Secret("Opaque", ("a", half), ("b", half + "x"))).ShouldBe(["[]: Too long: may not be more than 1048576 bytes"]);
    }

    [Fact]
    public void What_is_immutable_stays_as_it_is_but_for_its_metadata()
    {
        var old = Map(("a", "1")) with { Immutable = true };
        Changed(old with { Metadata = old.Metadata with { Labels = Map(("x", "y")).Data } }, old).ShouldBeEmpty();
        Changed(old with { Data = Map(("a", "2")).Data }, old).ShouldBe([$"data: {Frozen}"]);
        Changed(old with { BinaryData = Bytes(("b", "2")) }, old).ShouldBe([$"binaryData: {Frozen}"]);
        Changed(old with { Immutable = false, Data = null }, old).ShouldBe([$"immutable: {Frozen}", $"data: {Frozen}"]);
        Changed(old, old with { Immutable = null, Data = null }).ShouldBeEmpty(); // becoming so is fine
        var secret = Secret("Opaque", ("a", "1")) with { Immutable = true };
        SecretValidation.ValidateUpdate(secret with { Immutable = null, Data = Bytes(("a", "2")) }, secret).Select(e => e.ToString())
            .ShouldBe([$"immutable: {Frozen}", $"data: {Frozen}"]);
        SecretValidation.ValidateUpdate(secret with { Data = Bytes(("a", "1")) }, secret).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("kubernetes.io/tls", "data[tls.crt]: Required value", "data[tls.key]: Required value")]
    [InlineData("kubernetes.io/dockerconfigjson", "data[.dockerconfigjson]: Required value")]
    [InlineData("kubernetes.io/dockercfg", "data[.dockercfg]: Required value")]
    [InlineData("kubernetes.io/basic-auth", "data[username]: Required value", "data[password]: Required value")]
    [InlineData("kubernetes.io/ssh-auth", "data[ssh-privatekey]: Required value")]
    [InlineData("kubernetes.io/service-account-token", "metadata.annotations[kubernetes.io/service-account.name]: Required value")]
    [InlineData("Opaque")]
    [InlineData("example.com/mine")]
    public void A_secret_of_a_type_needs_its_keys(string type, params string[] faults) => Faults(Secret(type)).ShouldBe(faults);

    [Fact]
    public void A_secret_with_the_keys_of_its_type_is_good()
    {
        Faults(Secret("kubernetes.io/tls", ("tls.crt", ""), ("tls.key", ""))).ShouldBeEmpty();
        Faults(Secret("kubernetes.io/dockerconfigjson", (".dockerconfigjson", "{}"))).ShouldBeEmpty();
        Faults(Secret("kubernetes.io/dockercfg", (".dockercfg", "{}"))).ShouldBeEmpty();
        Faults(Secret("kubernetes.io/basic-auth", ("password", ""))).ShouldBeEmpty();
        Faults(Secret("kubernetes.io/basic-auth", ("username", ""))).ShouldBeEmpty();
        Faults(Secret("kubernetes.io/ssh-auth", ("ssh-privatekey", "k"))).ShouldBeEmpty();
    }

    [Fact]
    public void No_fault_shows_a_secret()
    {
        Faults(Secret("kubernetes.io/dockerconfigjson", (".dockerconfigjson", "hunter2")))
            .ShouldBe(["data[.dockerconfigjson]: Invalid value: \"<secret contents redacted>\": it is no JSON object"]);
    }

    [Fact]
    public void The_type_of_a_secret_does_not_change()
    {
        var old = Secret("Opaque");
        SecretValidation.ValidateUpdate(old with { Type = "foo" }, old).ShouldHaveSingleItem().ToString()
            .ShouldBe("type: Invalid value: \"foo\": field is immutable");
    }

    [Fact]
    public void A_value_that_is_null_is_an_empty_one()
    {
        var map = LocalPods.Api.Serialization.ApiJson.FromJson<ConfigMap>(System.Text.Encoding.UTF8.GetBytes("""{"data":{"a":null,"b":"x"},"binaryData":{"c":null}}"""));
        map.Data!["a"].ShouldBe("");
        map.BinaryData!["c"].ShouldBeEmpty();
    }

    private static IEnumerable<string> Faults(ConfigMap map) => ConfigMapValidation.ValidateCreate(map).Select(e => e.ToString());

    private static IEnumerable<string> Faults(Secret secret) => SecretValidation.ValidateCreate(secret).Select(e => e.ToString());

    private static IEnumerable<string> Changed(ConfigMap map, ConfigMap old) => ConfigMapValidation.ValidateUpdate(map, old).Select(e => e.ToString());

    private static ConfigMap Map(params (string Key, string Value)[] data) => new()
    {
        Metadata = new ObjectMeta { Name = "m", Namespace = "default" },
        Data = data.ToImmutableSortedDictionary(d => d.Key, d => d.Value),
    };

    private static Secret Secret(string type, params (string Key, string Value)[] data) => new()
    {
        Metadata = new ObjectMeta { Name = "s", Namespace = "default" },
        Type = type,
        Data = Bytes(data),
    };

    private static ImmutableSortedDictionary<string, byte[]> Bytes(params (string Key, string Value)[] data) =>
        data.ToImmutableSortedDictionary(d => d.Key, d => Encoding.UTF8.GetBytes(d.Value));
}
