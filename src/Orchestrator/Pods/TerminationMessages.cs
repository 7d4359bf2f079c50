using System.Text;
using LocalPods.Orchestrator.Runtime;
using LocalPods.Orchestrator.Volumes;

namespace LocalPods.Orchestrator.Pods;

/// <summary>What ended containers left to say (spec 9.5): their termination log or, where the spec wants it, the end of their log.</summary>
internal sealed class TerminationMessages(PodDirectories directories, IContainerRuntime runtime)
{
    public const int MostBytes = 4096;
    public const int MostLogLines = 80;
    public const int MostLogBytes = 2048;

    /// <summary>Reads the last words of one ended instance.</summary>
    /// <returns>Empty when there is nothing; a failure to read is told in the message itself.</returns>
    public async Task<string> ReadAsync(ContainerStatus ended, CancellationToken cancellationToken)
    {
        string message;
        try
        {
            message = directories.ReadTerminationLog(ended.Pod.Uid, ended.Name, ended.Attempt, MostBytes) ?? "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var path = ended.Annotations.GetValueOrDefault("io.kubernetes.container.terminationMessagePath", "");
            return $"Error on reading termination log {path}: {e.Message}";
        }

        var fallsBack = message.Length == 0
            && ended is { ExitCode: not 0, Error: null }
            && ended.Annotations.GetValueOrDefault("io.kubernetes.container.terminationMessagePolicy") == "FallbackToLogsOnError";
        return fallsBack ? await EndOfLogAsync(ended, cancellationToken) : message;
    }

    private async Task<string> EndOfLogAsync(ContainerStatus ended, CancellationToken cancellationToken)
    {
        var bytes = new List<byte>();
        try
        {
            await foreach (var entry in runtime.ReadLogsAsync(ended.Id, new LogOptions { Tail = MostLogLines }, cancellationToken))
            {
                bytes.AddRange(entry.Content.Span);
                if (bytes.Count > 2 * MostLogBytes)
                {
                    bytes.RemoveRange(0, bytes.Count - MostLogBytes);
                }
            }
        }
        catch (ContainerRuntimeException e)
        {
            return $"Error on reading termination message from logs: {e.Message}";
        }

        return Encoding.UTF8.GetString([.. bytes.Skip(Math.Max(0, bytes.Count - MostLogBytes))]);
    }
}
