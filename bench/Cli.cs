using System.Diagnostics;
using System.Text.Json.Nodes;

namespace LocalPods.Bench;

/// <summary>The command, run as a process.</summary>
/// <param name="path">Of the executable; the instance is in the environment.</param>
internal sealed class Cli(string path)
{
    /// <summary>Runs the command to its end; its output.</summary>
    /// <exception cref="InvalidOperationException">It failed; its words are in the message.</exception>
    public Task<string> RunAsync(params string[] arguments) => RunProgramAsync(path, 0, arguments);

    /// <summary>Runs the command to its end, which must be with this exit code.</summary>
    /// <exception cref="InvalidOperationException">It ended otherwise; its words are in the message.</exception>
    public Task<string> RunToAsync(int exitCode, params string[] arguments) => RunProgramAsync(path, exitCode, arguments);

    public async Task<JsonNode> StatusAsync() => JsonNode.Parse(await RunAsync("status", "-o", "json"))!;

    public async Task<int> DaemonPidAsync() => (await StatusAsync())["pid"]!.GetValue<int>();

    /// <inheritdoc cref="RunToAsync"/>
    public static async Task<string> RunProgramAsync(string program, int exitCode, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == exitCode
            ? text
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: exit {process.ExitCode}\n{await error}");
    }
}
