using System.Diagnostics;

namespace LocalPods.Integration;

/// <summary>Runs a program to its end and keeps what it printed.</summary>
internal static class Command
{
    public static readonly string RepositoryRoot = FindRoot();

    private static readonly TimeSpan s_lastWords = TimeSpan.FromSeconds(5);

    public static async Task<CommandResult> RunAsync(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, string? input = null, TimeSpan? limit = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = RepositoryRoot,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var watch = Stopwatch.StartNew();
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        using var timeout = new CancellationTokenSource(limit ?? TimeSpan.FromMinutes(2), TimeProvider.System);
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        try
        {
            await process.WaitForExitAsync(timeout.Token);
            return new(process.ExitCode, await output.WaitAsync(timeout.Token), await error.WaitAsync(timeout.Token), watch.Elapsed);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            var ended = Task.WhenAll(output, error);
            var printed = await Task.WhenAny(ended, Task.Delay(s_lastWords, TimeProvider.System)) == ended ? $"it printed\n{await output}\n{await error}" : "its output is still open";
            throw new TimeoutException($"{program} {string.Join(' ', start.ArgumentList)} did not end in {watch.Elapsed.TotalSeconds:0} s; {printed}");
        }
    }

    /// <summary>Runs docker; its output without the last line feed.</summary>
    /// <exception cref="InvalidOperationException">It failed; its words are in the message.</exception>
    public static async Task<string> DockerAsync(params string[] arguments)
    {
        var result = await RunAsync("docker", arguments);
        return result.ExitCode == 0 ? result.Output.TrimEnd() : throw new InvalidOperationException($"docker {string.Join(' ', arguments)}: {result.Error}");
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "LocalPods.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("the tests do not lie below LocalPods.sln");
        }

        return folder;
    }
}

/// <summary>How a program ended.</summary>
internal sealed record CommandResult(int ExitCode, string Output, string Error, TimeSpan Took)
{
    public override string ToString() => $"exit {ExitCode} after {Took.TotalSeconds:0.0} s\n{Output}\n{Error}";
}
