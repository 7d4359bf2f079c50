using FsCheck;
using FsCheck.Fluent;
using LocalPods.Api.Quantities;

namespace LocalPods.Api.Tests.Quantities;

public class QuantityTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("1", "1")]
    [InlineData("1000m", "1")]
    [InlineData("1500m", "1500m")]
    [InlineData("0.5", "500m")]
    [InlineData("1.5", "1500m")]
    [InlineData(".5", "500m")]
    [InlineData("5.", "5")]
    [InlineData("+7", "7")]
    [InlineData("-1", "-1")]
    [InlineData("-1.5Gi", "-1536Mi")]
    [InlineData("1.5Gi", "1536Mi")]
    [InlineData("1024Mi", "1Gi")]
    [InlineData("1023", "1023")]
    [InlineData("1000Ki", "1000Ki")]
    [InlineData("0.5Ki", "512")]
    [InlineData("0.1Ki", "102400m")]
    [InlineData("1.1Ki", "1126400m")]
    [InlineData("1024", "1024")]
    [InlineData("1000", "1k")]
    [InlineData("12300", "12300")]
    [InlineData("123000", "123k")]
    [InlineData("1e3", "1e3")]
    [InlineData("12E6", "12e6")]
    [InlineData("12e5", "1200e3")]
    [InlineData("1e-1", "100e-3")]
    [InlineData("1e0", "1")]
    [InlineData("1E", "1E")]
    [InlineData("1Ei", "1Ei")]
    [InlineData("9E", "9E")]
    [InlineData("1n", "1n")]
    [InlineData("0.1n", "1n")]
    [InlineData("0.0000000001", "1n")]
    [InlineData("-0.0000000001", "-1n")]
    [InlineData("1000u", "1m")]
    [InlineData("100000E", "9223372036854775807")]
    [InlineData("8Ei", "9223372036854775807")]
    [InlineData("000012.50000", "12500m")]
    [InlineData("0Gi", "0")]
    [InlineData("1e999999", "9223372036854775807")]
    [InlineData("1e-999999", "1e-9")]
    public void Is_written_in_canonical_form(string given, string canonical) => Quantity.Parse(given).ToString().ShouldBe(canonical);

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("a")]
    [InlineData("1a")]
    [InlineData("1 ")]
    [InlineData(" 1")]
    [InlineData(".")]
    [InlineData("-")]
    [InlineData("--1")]
    [InlineData("1K")]
    [InlineData("1ki")]
    [InlineData("1mi")]
    [InlineData("1.2.3")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("1e1.5")]
    [InlineData("1GiB")]
    [InlineData("Gi")]
    [InlineData("0x10")]
    [InlineData("1,5")]
    public void Is_refused_in_other_forms(string? given)
    {
        Quantity.TryParse(given, out _).ShouldBeFalse();
        if (given is not null)
        {
            Should.Throw<FormatException>(() => Quantity.Parse(given)).Message.ShouldContain("quantities must match");
        }
    }

    [Theory]
    [InlineData("1m", 1, 1)]
    [InlineData("1001m", 2, 1001)]
    [InlineData("1.0001", 2, 1001)]
    [InlineData("-1500m", -2, -1500)]
    [InlineData("1Ki", 1024, 1024000)]
    [InlineData("100u", 1, 1)]
    public void Whole_and_thousandth_values_are_rounded_away_from_zero(string given, long value, long milli)
    {
        Quantity.Parse(given).Value.ShouldBe(value);
        Quantity.Parse(given).MilliValue.ShouldBe(milli);
    }

    [Fact]
    public void Equality_and_order_look_at_the_amount()
    {
        (Quantity.Parse("1") == Quantity.Parse("1000m")).ShouldBeTrue();
        Quantity.Parse("1Ki").GetHashCode().ShouldBe(Quantity.Parse("1024").GetHashCode());
        (Quantity.Parse("1G") < Quantity.Parse("1Gi")).ShouldBeTrue();
        (Quantity.Parse("1500m") >= Quantity.Parse("1.5")).ShouldBeTrue();
        default(Quantity).ToString().ShouldBe("0");
    }

    [Fact]
    public void A_sum_keeps_the_form_of_its_first_part_unless_that_is_zero()
    {
        (Quantity.Parse("1Gi") + Quantity.Parse("512Mi")).ToString().ShouldBe("1536Mi");
        (default(Quantity) + Quantity.Parse("1Gi")).ToString().ShouldBe("1Gi");
        (Quantity.Parse("1") - Quantity.Parse("250m")).ToString().ShouldBe("750m");
    }

    [Fact]
    public void Rounding_to_thousandths_goes_up() => Quantity.Parse("100100u").RoundedUpToMilli().ToString().ShouldBe("101m");

    [Fact]
    public void Parsing_what_is_written_gives_the_same_amount() => Prop.ForAll<long, byte>(static (value, suffix) =>
    {
        string[] suffixes = ["n", "u", "m", "", "k", "M", "G", "Ki", "Mi", "Gi", "e3", "e-3"];
        var quantity = Quantity.Parse(value + suffixes[suffix % suffixes.Length]);
        var written = quantity.ToString();
        return Quantity.Parse(written) == quantity && Quantity.Parse(written).ToString() == written;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Sums_of_thousandths_are_exact() => Prop.ForAll<int, int>(static (left, right) =>
        (Quantity.Parse($"{left}m") + Quantity.Parse($"{right}m")).MilliValue == (long)left + right).QuickCheckThrowOnFailure();
}
