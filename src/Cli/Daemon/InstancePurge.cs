using System.Collections.Immutable;
using System.Text.Json.Nodes;
using LocalPods.Cli.Client;
using LocalPods.Orchestrator.Runtime;
using LocalPods.Orchestrator.Volumes;
using LocalPods.Runtime.Docker;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalPods.Cli.Daemon;

/// <summary>
/// Removes every trace of an instance whose daemon does not run: what it made on the engine, then its files. It needs no
/// store, so it also works when that is damaged; files stay when something is left on the engine, so that it can be
/// tried again.
/// </summary>
internal static class InstancePurge
{
    /// <summary>Prints one line of JSON: <c>removed</c> (pods, containers, files), <c>left</c> (names), <c>error</c>.</summary>
    /// <returns>0 when nothing is left; else 1.</returns>
    public static async Task<int> RunAsync(InstancePaths paths, TextWriter output, CancellationToken cancellationToken)
    {
        var (pods, containers, files) = (0, 0, 0);
        ImmutableArray<string> left = [];
        string? error = null;
        try
        {
            Directory.CreateDirectory(paths.StateDirectory);
            using var only = FileLock.TryTake(paths.Lock, out var holder)
                ?? throw new IOException($"the daemon of instance {paths.Instance} runs (pid {holder})");
            using var runtime = DockerRuntime.Create(new DockerOptions { Instance = paths.Instance }, TimeProvider.System, NullLoggerFactory.Instance);
            var found = await runtime.ListPodsAsync(cancellationToken);
            left = await runtime.PurgeAsync(cancellationToken);
            (pods, containers) = (found.Length, found.Sum(p => p.Sandboxes.Length + p.Containers.Length));
            if (left.IsEmpty)
            {
                files = RemoveFiles(paths);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ContainerRuntimeException)
        {
            error = e.Message;
        }

        var report = new JsonObject
        {
            ["removed"] = new JsonObject { ["pods"] = pods, ["containers"] = containers, ["files"] = files },
            ["left"] = new JsonArray([.. left.Select(name => (JsonNode)name)]),
            ["error"] = error,
        };
        await output.WriteLineAsync(report.ToJsonString());
        return error is null && left.IsEmpty ? 0 : 1;
    }

    // The folder may hold what others put there: only what an instance makes goes, and the folder if nothing else is in it.
    private static int RemoveFiles(InstancePaths paths)
    {
        File.Delete(paths.Socket);
        var count = 0;
        count += InstanceFolders.Remove(paths.StateDirectory);

        foreach (var file in (string[])["store.db*", "daemon*.log", "daemon.lock", "start.lock", "https-port"])
        {
            foreach (var path in Directory.GetFiles(paths.StateDirectory, file))
            {
                File.Delete(path);
                count++;
            }
        }

        if (!Directory.EnumerateFileSystemEntries(paths.StateDirectory).Any())
        {
            Directory.Delete(paths.StateDirectory);
        }

        return count;
    }
}
