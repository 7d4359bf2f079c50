using System.Text.Json;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Commands;

/// <summary><c>localpods down</c>.</summary>
internal static class DownCommand
{
    public static Command Definition { get; } = new("down", "Stop the daemon; with --all remove everything of the instance")
    {
        Usage = "down [--all] [flags]",
        Description = """
            Stop the daemon of this instance.

             Pods keep running; the next command that needs the daemon starts it again, and it takes them over. With --all every pod,
             container, network and file of the instance is removed first, and what could not be removed is named.
            """,
        Examples = """
              # Stop the daemon only
              localpods down

              # Leave nothing behind
              localpods down --all
            """,
        Flags = [Flag.Switch("all", "Remove every pod, container, network and file of the instance")],
        OnThisMachine = true,
        Run = Run,
    };

    private static int Run(Invocation invocation)
    {
        var (paths, ran) = (invocation.Paths, invocation.RunningApi is not null);
        if (ran)
        {
            // Whoever wants to start a daemon meanwhile waits for the start lock, and does not meet the one that ends.
            using var noStart = FileLock.Take(paths.StartLock);
            invocation.Api.Send(new ApiRequest("POST", "/localpods/shutdown"));
            FileLock.WaitUntilFree(paths.Lock);
        }

        if (invocation.Flags.On("all"))
        {
            return RemoveAll(invocation);
        }

        invocation.Out.Write(ran
            ? $"The daemon of instance \"{paths.Instance}\" has stopped; its pods keep running.\n"
            : $"The daemon of instance \"{paths.Instance}\" does not run.\n");
        return ExitCode.Success;
    }

    private static int RemoveAll(Invocation invocation)
    {
        var purge = invocation.Environment.Purge ?? throw CommandException.Error("this program was built without the daemon, which knows what to remove");
        using var told = new StringWriter();
        purge(invocation.Paths, told);
        var report = JsonElement.Parse(told.ToString());
        if (report.Text("error") is { Length: > 0 } error)
        {
            throw CommandException.Error($"instance \"{invocation.Paths.Instance}\" could not be removed: {error}");
        }

        var removed = report.Field("removed");
        var left = report.Field("left").Items().Select(l => l.Text()).ToList();
        invocation.Out.Write(
            $"Instance \"{invocation.Paths.Instance}\": removed {Count(removed, "pods")}, {Count(removed, "containers")} and {Count(removed, "files")}; {left.Count} left on the engine.\n");
        foreach (var name in left)
        {
            invocation.Error.WriteLine($"left: {name}");
        }

        return left.Count == 0 ? ExitCode.Success : ExitCode.Failure;
    }

    private static string Count(JsonElement removed, string what)
    {
        var count = removed.Field(what).Number() ?? 0;
        return $"{count} {(count == 1 ? what[..^1] : what)}";
    }
}
