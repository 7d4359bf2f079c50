using LocalPods.Api.Durations;

namespace LocalPods.Api.Tests.Durations;

public class ResourceAgeTests
{
    [Theory]
    [Trait("spec", "PL-65")]
    [Trait("spec", "API-43")]
    [InlineData("-2s", "<invalid>")]
    [InlineData("-1s", "0s")]
    [InlineData("-500ms", "0s")]
    [InlineData("0s", "0s")]
    [InlineData("1.9s", "1s")]
    [InlineData("95s", "95s")]
    [InlineData("119s", "119s")]
    [InlineData("120s", "2m")]
    [InlineData("224s", "3m44s")]
    [InlineData("300s", "5m")]
    [InlineData("599s", "9m59s")]
    [InlineData("600s", "10m")]
    [InlineData("179m59s", "179m")]
    [InlineData("3h", "3h")]
    [InlineData("3h5m", "3h5m")]
    [InlineData("7h59m59s", "7h59m")]
    [InlineData("8h30m", "8h")]
    [InlineData("47h", "47h")]
    [InlineData("48h", "2d")]
    [InlineData("50h", "2d2h")]
    [InlineData("51h", "2d3h")]
    [InlineData("72h", "3d")]
    [InlineData("191h", "7d23h")]
    [InlineData("192h", "8d")]
    [InlineData("9600h", "400d")]
    [InlineData("17519h", "729d")]
    [InlineData("17520h", "2y")]
    [InlineData("18360h", "2y35d")]
    [InlineData("26280h", "3y")]
    [InlineData("70079h", "7y364d")]
    [InlineData("78840h", "9y")]
    public void Is_written_as_kubectl_writes_it(string elapsed, string age) => ResourceAge.Format(GoDuration.Parse(elapsed)).ShouldBe(age);

    [Fact]
    public void Without_a_time_the_age_is_unknown() => ResourceAge.Since(null, DateTimeOffset.UnixEpoch).ShouldBe("<unknown>");
}
