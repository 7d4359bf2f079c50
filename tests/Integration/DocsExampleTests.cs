using System.Text.RegularExpressions;

namespace LocalPods.Integration;

/// <summary>
/// Every manifest of examples/docs does what its first lines say: all of them are applied at once under one daemon, then each command that a
/// file names is run and must print what stands below it.
/// </summary>
[Trait("needs", "docker")]
public sealed class DocsExampleTests : IAsyncLifetime
{
    private readonly Instance _instance = new();

    private static string Folder => Instance.Example("docs");

    public Task InitializeAsync()
    {
        _instance.Variables["LOCALPODS_MANIFEST_DIR"] = Path.Combine(Folder, "static");
        return _instance.InitializeAsync();
    }

    public Task DisposeAsync() => _instance.DisposeAsync();

    [Fact]
    public async Task Every_manifest_runs_and_its_commands_print_what_it_says()
    {
        var checks = Directory.GetFiles(Folder, "*.yml").Order(StringComparer.Ordinal).SelectMany(ChecksOf).ToArray();
        checks.Select(c => c.File).Distinct().Count().ShouldBeGreaterThanOrEqualTo(25);

        var found = await _instance.RunAsync("check", "-f", Folder);
        found.Output.Split('\n').Where(l => l.Contains(" error: ", StringComparison.Ordinal)).ShouldBe(
            found.Output.Split('\n').Where(l => l.Contains("runAsNonRoot and image will run as root", StringComparison.Ordinal)), "only the one that is there to be refused");

        await _instance.MustAsync("apply", "-f", Folder);
        foreach (var check in checks)
        {
            await Eventually.ShouldAsync(
                async () => (await PrintedAsync(check.Command)).ShouldMatch(check.Expected, $"{check.File}: {check.Command}"));
        }

        var node = await _instance.NodeNameAsync();
        await _instance.WaitForPodAsync($"static-web-{node}", p => p.IsReady());
    }

    private async Task<string> PrintedAsync(string command)
    {
        var result = await _instance.RunAsync(Words(command));
        return (result.Output + result.Error).TrimEnd();
    }

    // "#   $ localpods ..." and the lines below it, up to the next one; [...] stands for anything.
    private static IEnumerable<(string File, string Command, string Expected)> ChecksOf(string path)
    {
        var lines = File.ReadLines(path).TakeWhile(l => l.StartsWith('#')).Select(l => Regex.Replace(l, "^# {0,3}", "")).ToArray();
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].StartsWith("$ localpods ", StringComparison.Ordinal))
            {
                var expected = lines.Skip(i + 1).TakeWhile(l => !l.StartsWith("$ ", StringComparison.Ordinal));
                yield return (Path.GetFileName(path), lines[i]["$ localpods ".Length..], $"^{Regex.Escape(string.Join('\n', expected)).Replace(@"\[\.\.\.]", "(.|\n)*", StringComparison.Ordinal)}$");
            }
        }
    }

    // As a shell takes a line apart, as far as these files need it: blanks, and quotes of both kinds.
    private static string[] Words(string command) =>
        [.. Regex.Matches(command, @"(?:[^\s'""]|'[^']*'|""[^""]*"")+").Select(m => Regex.Replace(m.Value, @"'([^']*)'|""([^""]*)""", "$1$2"))];
}
