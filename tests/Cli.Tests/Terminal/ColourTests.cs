using LocalPods.Cli.Tests.Exec;

namespace LocalPods.Cli.Tests.Terminal;

/// <summary>The built command on a real pseudo-terminal, which <c>script</c> of util-linux makes.</summary>
public sealed class ColourTests : CommandTest
{
    [SkippableTheory]
    [InlineData("TERM=xterm", true)]
    [InlineData("TERM=xterm NO_COLOR=1", false)]
    [InlineData("TERM=dumb", false)]
    public async Task A_terminal_shows_faults_in_colour_unless_it_wants_none(string environment, bool coloured)
    {
        Skip.If(LocalPodsProcess.Find("script") is null, "script (util-linux) is not installed");
        var output = await ShowAsync("script", "--quiet", "--command", $"env {environment} localpods apply -f bad.yml", "/dev/null");
        output.Contains(": \u001b[1;31merror:\u001b[0m ", StringComparison.Ordinal).ShouldBe(coloured, output);
        output.Contains('\u001b', StringComparison.Ordinal).ShouldBe(coloured, output);
    }

    [Fact]
    public async Task What_goes_to_a_file_has_no_colour() =>
        (await ShowAsync("bash", "-c", "TERM=xterm localpods apply -f bad.yml 2>&1")).ShouldMatch("^bad.yml:[^\u001b]* error: [^\u001b]*$");

    private async Task<string> ShowAsync(string program, params string[] arguments)
    {
        Manifest("bad.yml", "kind: pod\napiVersion: v1\n");
        return (await LocalPodsProcess.RunAsync(Folder, program, arguments)).Output;
    }
}
