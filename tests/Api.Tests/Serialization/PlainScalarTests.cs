using LocalPods.Api.Serialization;

namespace LocalPods.Api.Tests.Serialization;

/// <summary>The table of Go's yaml.v2, which every Kubernetes tool reads manifests with.</summary>
public sealed class PlainScalarTests
{
    [Theory]
    [InlineData("", "null")]
    [InlineData("~", "null")]
    [InlineData("null", "null")]
    [InlineData("Null", "null")]
    [InlineData("NULL", "null")]
    [InlineData("true", "true")]
    [InlineData("True", "true")]
    [InlineData("TRUE", "true")]
    [InlineData("yes", "true")]
    [InlineData("Yes", "true")]
    [InlineData("YES", "true")]
    [InlineData("on", "true")]
    [InlineData("On", "true")]
    [InlineData("ON", "true")]
    [InlineData("y", "true")]
    [InlineData("Y", "true")]
    [InlineData("false", "false")]
    [InlineData("False", "false")]
    [InlineData("FALSE", "false")]
    [InlineData("no", "false")]
    [InlineData("No", "false")]
    [InlineData("NO", "false")]
    [InlineData("off", "false")]
    [InlineData("Off", "false")]
    [InlineData("OFF", "false")]
    [InlineData("n", "false")]
    [InlineData("N", "false")]
    public void Words_of_YAML_1_1_are_nulls_and_booleans(string text, string expected)
    {
        var (kind, json) = PlainScalar.Resolve(text);
        kind.ShouldBe(expected == "null" ? ScalarKind.Null : ScalarKind.Boolean);
        json.ShouldBe(expected);
    }

    [Theory]
    [InlineData("0", "0")]
    [InlineData("12", "12")]
    [InlineData("+12", "12")]
    [InlineData("-12", "-12")]
    [InlineData("-0", "0")]
    [InlineData("0644", "420")]
    [InlineData("0o644", "420")]
    [InlineData("0O17", "15")]
    [InlineData("-017", "-15")]
    [InlineData("0x1F", "31")]
    [InlineData("-0x10", "-16")]
    [InlineData("0b101", "5")]
    [InlineData("1_000_000", "1000000")]
    [InlineData("9223372036854775807", "9223372036854775807")]
    [InlineData("-9223372036854775808", "-9223372036854775808")]
    [InlineData("18446744073709551615", "18446744073709551615")]
    [InlineData("18446744073709551616", "18446744073709552000")]
    [InlineData("08", "8")]
    [InlineData("-0e1", "0")]
    [InlineData("1.5", "1.5")]
    [InlineData("1.", "1")]
    [InlineData(".5", "0.5")]
    [InlineData("-.5", "-0.5")]
    [InlineData("1.0", "1")]
    [InlineData("1e3", "1000")]
    [InlineData("1E+3", "1000")]
    [InlineData("1.25e-3", "0.00125")]
    [InlineData("1e15", "1000000000000000")]
    [InlineData("1.5e20", "150000000000000000000")]
    [InlineData("1e-5", "0.00001")]
    [InlineData("1e21", "1e+21")]
    [InlineData("1e-7", "1e-7")]
    [InlineData("-2.5E-300", "-2.5e-300")]
    public void Numbers_are_written_as_JSON_writes_them(string text, string expected)
    {
        var (kind, json) = PlainScalar.Resolve(text);
        kind.ShouldBe(ScalarKind.Number);
        json.ShouldBe(expected);
    }

    [Theory]
    [InlineData("yEs")]
    [InlineData("tRUE")]
    [InlineData("nulL")]
    [InlineData("yes please")]
    [InlineData("0x")]
    [InlineData("0xZZ")]
    [InlineData("0o8")]
    [InlineData("1.2.3")]
    [InlineData("1:30")]
    [InlineData("12m")]
    [InlineData("-")]
    [InlineData("+")]
    [InlineData(".")]
    [InlineData("-.")]
    [InlineData("1e")]
    [InlineData("1e400")]
    [InlineData("0xFFFFFFFFFFFFFFFFF")]
    [InlineData("2001-12-14")]
    [InlineData("2001-12-14T21:59:43Z")]
    [InlineData("busybox:1.32.0")]
    [InlineData("<<")]
    [InlineData("_1")]
    public void Everything_else_stays_a_string(string text) => PlainScalar.Resolve(text).ShouldBe((ScalarKind.String, text));

    [Theory]
    [InlineData(".inf")]
    [InlineData("-.Inf")]
    [InlineData("+.INF")]
    [InlineData(".nan")]
    [InlineData(".NaN")]
    public void Infinities_and_not_a_number_have_no_JSON(string text) => PlainScalar.Resolve(text).ShouldBe((ScalarKind.Number, null));
}
