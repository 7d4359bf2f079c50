using FsCheck;
using FsCheck.Fluent;
using LocalPods.Api.Durations;

namespace LocalPods.Api.Tests.Durations;

public class GoDurationTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("0s", 0)]
    [InlineData("1s", 1000)]
    [InlineData("+1s", 1000)]
    [InlineData("-1.5s", -1500)]
    [InlineData("1h2m3.5s", 3723500)]
    [InlineData("850ms", 850)]
    [InlineData(".5h", 1800000)]
    [InlineData("1.h", 3600000)]
    [InlineData("1000us", 1)]
    [InlineData("1000µs", 1)]
    [InlineData("1000000ns", 1)]
    [InlineData("5m5m", 600000)]
    public void Is_read(string text, double milliseconds) => GoDuration.Parse(text).TotalMilliseconds.ShouldBe(milliseconds);

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("1")]
    [InlineData("s")]
    [InlineData("-")]
    [InlineData(".s")]
    [InlineData("1.2.3s")]
    [InlineData("1d")]
    [InlineData("1s ")]
    [InlineData("1 s")]
    [InlineData("1S")]
    [InlineData("99999999999999h")]
    public void Is_refused_in_other_forms(string? text) => GoDuration.TryParse(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(1.5, "1.5s")]
    [InlineData(1.234, "1.234s")]
    [InlineData(0.85, "850ms")]
    [InlineData(0.0015, "1.5ms")]
    [InlineData(0.000002, "2µs")]
    [InlineData(0.0000001, "100ns")]
    [InlineData(60, "1m0s")]
    [InlineData(90, "1m30s")]
    [InlineData(3600, "1h0m0s")]
    [InlineData(-90.5, "-1m30.5s")]
    [InlineData(90000, "25h0m0s")]
    public void Is_written_as_Go_writes_it(double seconds, string text) => GoDuration.Format(TimeSpan.FromSeconds(seconds)).ShouldBe(text);

    [Fact]
    public void What_is_written_reads_back() => Prop.ForAll<long>(static ticks =>
        GoDuration.Parse(GoDuration.Format(new TimeSpan(ticks))).Ticks == ticks).QuickCheckThrowOnFailure();
}
