using LocalPods.Cli.Client;
using LocalPods.Cli.Commands;

namespace LocalPods.Cli.Tests.Client;

/// <summary>Starts shell scripts that behave as daemons do.</summary>
[Trait("about", "daemon")]
public sealed class DaemonStarterTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lp-").FullName;

    private InstancePaths Paths => InstancePaths.Resolve("it", _folder, _ => null, privileged: false);

    [Fact]
    public void A_daemon_that_serves_is_told_in_one_line()
    {
        Start("""echo "$@" >&2; echo '{"pid":7,"alreadyRunning":false}'""").ShouldBe($"started the localpods daemon (instance it, pid 7, log {Paths.Log})\n");
        File.ReadAllText(Paths.Log).ShouldBe("daemon --detached --instance it\n");
    }

    [Fact]
    public void It_runs_without_a_second_mapping_of_its_code_and_collects_beside_its_work()
    {
        Start("""echo "$DOTNET_EnableWriteXorExecute $DOTNET_gcConcurrent" >&2; echo '{"pid":7}'""");
        File.ReadAllText(Paths.Log).ShouldBe("0 1\n");
    }

    [Fact]
    public void One_that_found_another_running_is_not_told() => Start("""echo '{"pid":7,"error":"instance it already has a daemon","alreadyRunning":true}'""").ShouldBe("");

    [Fact]
    public void The_reason_of_one_that_cannot_serve_is_told() =>
        Should.Throw<CommandException>(() => Start("""echo '{"pid":7,"error":"the store is damaged"}'; exit 1""")).Message
            .ShouldBe("error: the daemon could not be started: the store is damaged");

    [Fact]
    public void The_end_of_the_log_is_shown_of_one_that_died() =>
        Should.Throw<CommandException>(() => Start("echo first >&2; echo last words >&2; exit 134")).Message
            .ShouldBe($"error: the daemon ended with exit code 134 before it served; the end of {Paths.Log}:\nfirst\nlast words");

    [Fact]
    public async Task Of_two_commands_only_one_starts_the_daemon_at_a_time()
    {
        // Each start fails if another runs meanwhile: the folder can be made by one only.
        const string Script = """mkdir "$LOCK" || { echo '{"pid":7,"error":"two at once"}'; exit 1; }; rmdir "$LOCK"; echo '{"pid":7}'""";
        var script = Script.Replace("$LOCK", Path.Combine(_folder, "busy"), StringComparison.Ordinal);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Start(script))));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Start(string script)
    {
        using var error = new StringWriter();
        new DaemonStarter(Paths, error, ["/bin/sh", "-c", script, "localpods"]).Start();
        return error.ToString();
    }
}
