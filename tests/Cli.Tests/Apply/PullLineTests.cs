using System.Text.Json;
using LocalPods.Cli.Apply;
using LocalPods.Cli.Terminal;

namespace LocalPods.Cli.Tests.Apply;

public sealed class PullLineTests
{
    [Theory]
    [InlineData("""{"phase":"Waiting"}""", "app:1  waits until other images are pulled")]
    [InlineData("""{"phase":"Pulling","layers":0}""", "app:1  pulling: asks the registry")]
    [InlineData("""{"phase":"Pulling","layers":3,"layersDone":1,"bytes":1250000,"totalBytes":5000000}""", "app:1  [=====>              ] 1/3 layers, 1.3 MB of 5 MB")]
    [InlineData("""{"phase":"Pulling","layers":1,"layersDone":0,"bytes":500,"totalBytes":2000}""", "app:1  [=====>              ] 0/1 layer, 500 B of 2 kB")]
    [InlineData("""{"phase":"Pulling","layers":2,"layersDone":1,"bytes":0,"totalBytes":0}""", "app:1  [==========>         ] 1/2 layers")]
    [InlineData("""{"phase":"Pulling","layers":2,"layersDone":2,"bytes":9,"totalBytes":9}""", "app:1  [====================] 2/2 layers, 9 B of 9 B")]
    [InlineData("""{"phase":"Done","seconds":3.21,"totalBytes":2500000000}""", "app:1  pulled in 3.2s, 2.5 GB")]
    [InlineData("""{"phase":"Failed","message":"no"}""", "app:1  could not be pulled")]
    public void A_pull_is_told_in_a_line(string pull, string line)
    {
        var told = JsonElement.Parse(pull.Insert(1, "\"image\":\"app:1\","));
        PullLine.Of(told, 0, new Palette(null)).Text.ShouldBe(line);
        PullLine.Of(told, 8, new Palette(null)).Text.ShouldBe(line.Replace("app:1", "app:1   ", StringComparison.Ordinal));
    }

    [Fact]
    public void Colour_is_put_on_what_is_left_of_a_line_after_it_was_cut()
    {
        using var output = new StringWriter();
        var line = PullLine.Of(JsonElement.Parse("""{"image":"app:1","phase":"Done","seconds":1}"""), 0, new Palette(new Screen(12, Coloured: true)));
        new RedrawnLines(output, new Screen(12, Coloured: true)).Draw([line]);
        output.ToString().ShouldBe("app:1\u001b[32m  pull\u001b[0m\n");
    }
}
