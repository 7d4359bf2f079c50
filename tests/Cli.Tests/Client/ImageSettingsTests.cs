using LocalPods.Cli.Client;
using LocalPods.Cli.Commands;

namespace LocalPods.Cli.Tests.Client;

public sealed class ImageSettingsTests
{
    [Fact]
    public void Settings_come_from_flags_then_variables_then_what_a_kubelet_does()
    {
        Read([], []).ShouldBe(new ImageSettings(4, TimeSpan.FromMinutes(1), 85, 80, TimeSpan.FromMinutes(2)));
        Read(["--image-gc-high-threshold=90", "--max-parallel-image-pulls=1"], new() { ["LOCALPODS_MAX_PARALLEL_IMAGE_PULLS"] = "9", ["LOCALPODS_MINIMUM_IMAGE_TTL_DURATION"] = "0s" })
            .ShouldBe(new ImageSettings(1, TimeSpan.FromMinutes(1), 90, 80, TimeSpan.Zero));
    }

    [Theory]
    [InlineData("--max-parallel-image-pulls=0", "invalid --max-parallel-image-pulls \"0\": a whole number from 1 to 1000")]
    [InlineData("--image-gc-high-threshold=101", "invalid --image-gc-high-threshold \"101\": a whole number from 0 to 100")]
    [InlineData("--image-gc-low-threshold=90", "--image-gc-low-threshold (90) must be less than --image-gc-high-threshold (85)")]
    [InlineData("--image-pull-progress-deadline=soon", "invalid --image-pull-progress-deadline \"soon\": a duration such as 30s or 1h30m, at least 1s")]
    public void What_makes_no_sense_is_refused(string flag, string message) =>
        Should.Throw<CommandException>(() => Read([flag], [])).Message.ShouldContain(message);

    [Fact]
    public void A_variable_that_makes_no_sense_is_named() =>
        Should.Throw<CommandException>(() => Read([], new() { ["LOCALPODS_IMAGE_GC_HIGH_THRESHOLD"] = "full" })).Message.ShouldContain("invalid LOCALPODS_IMAGE_GC_HIGH_THRESHOLD \"full\"");

    private static ImageSettings Read(string[] words, Dictionary<string, string> variables)
    {
        var flags = new ParsedFlags(ImageSettings.Flags);
        foreach (var word in words)
        {
            var (name, value) = (word[2..word.IndexOf('=', StringComparison.Ordinal)], word[(word.IndexOf('=', StringComparison.Ordinal) + 1)..]);
            flags.Set(ImageSettings.Flags.Single(f => f.Name == name), value);
        }

        return ImageSettings.Read(flags, name => variables.GetValueOrDefault(name));
    }
}
