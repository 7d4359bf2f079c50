using LocalPods.Cli.Commands;

namespace LocalPods.Cli.Tests.Commands;

[Trait("about", "daemon")]
public sealed class DaemonVerbsTests : CommandTest
{
    private const string Status = """
        {"pid":4711,"version":"0.1.0","instance":"default","socket":"/s/api.sock","https":{"server":"https://127.0.0.1:7443"},"store":"/s/store.db",
         "engine":{"state":"available","name":"Docker Engine","version":"20.10.24","apiVersion":"1.41","podCgroups":"one for each pod, below /localpods-default (version 2)"},"pods":3,"uptimeSeconds":3725}
        """;

    private string _purged = """{"removed":{"pods":2,"containers":5,"files":1},"left":[],"error":null}""";

    [Fact]
    public void Status_tells_of_daemon_engine_and_files()
    {
        Api.On("GET /localpods/status", Status);
        Golden.Check("status", Run("status").Output.Replace(Folder, "/state", StringComparison.Ordinal));
        Run("status", "-o", "jsonpath={.engine.apiVersion}").Output.ShouldBe("1.41");
        Run("status", "-o", "json").Output.ShouldContain("    \"uptimeSeconds\": 3725");
    }

    [Fact]
    public void An_engine_that_is_away_is_told_with_its_reason()
    {
        Api.On("GET /localpods/status", """{"pid":1,"engine":{"state":"unavailable","message":"unix:///nowhere: no such file"},"pods":0}""");
        Run("status").Output.ShouldContain("Engine:    unavailable: unix:///nowhere: no such file\n");
    }

    [Fact]
    public async Task Status_without_starting_says_that_nothing_runs_and_exits_with_3()
    {
        await Api.DisposeAsync();
        Run("status", "--no-start").ShouldBe(new(3, "The daemon of instance \"default\" does not run.\n", ""));
        var json = Run("status", "--no-start", "-o", "json");
        json.Code.ShouldBe(3);
        json.Output.ShouldContain("\"running\": false");
    }

    [Fact]
    public void Down_stops_the_daemon_and_waits_for_its_end()
    {
        Api.On("POST /localpods/shutdown", "{}");
        Run("down").ShouldBe(new(0, "The daemon of instance \"default\" has stopped; its pods keep running.\n", ""));
    }

    [Fact]
    public async Task Down_without_a_daemon_says_so_and_succeeds()
    {
        await Api.DisposeAsync();
        Run("down").ShouldBe(new(0, "The daemon of instance \"default\" does not run.\n", ""));
    }

    [Fact]
    public async Task Down_all_removes_what_the_instance_made_and_counts()
    {
        Api.On("POST /localpods/shutdown", "{}");
        Run("down", "--all").ShouldBe(new(0, "Instance \"default\": removed 2 pods, 5 containers and 1 file; 0 left on the engine.\n", ""));
        Api.Requests.ShouldBe(["POST /localpods/shutdown"]);
        await Api.DisposeAsync();
        Run("down", "--all").Code.ShouldBe(0);
    }

    [Fact]
    public void What_is_left_or_failed_is_told_with_exit_code_1()
    {
        Api.On("POST /localpods/shutdown", "{}");
        _purged = """{"removed":{"pods":0,"containers":0,"files":0},"left":["k8s_a","k8s_b"],"error":null}""";
        Run("down", "--all").ShouldBe(new(1, "Instance \"default\": removed 0 pods, 0 containers and 0 files; 2 left on the engine.\n", "left: k8s_a\nleft: k8s_b\n"));
        _purged = """{"removed":{},"left":[],"error":"the engine does not answer"}""";
        Run("down", "--all").ShouldBe(new(1, "", "error: instance \"default\" could not be removed: the engine does not answer\n"));
    }

    [Fact]
    public void Versions_of_command_and_daemon_are_told()
    {
        Api.On("GET /version", """{"major":"1","minor":"33","gitVersion":"v1.33.0+localpods-0.1.0"}""");
        Run("version").Output.ShouldBe($"Client Version: v{VersionCommand.Own}\nServer Version: v1.33.0+localpods-0.1.0\n");
        Run("version", "-o", "yaml").Output.ShouldContain("serverVersion:\n  gitVersion: v1.33.0+localpods-0.1.0\n");
        Run("version", "--client", "-o", "json").Output.ShouldBe($"{{\n    \"clientVersion\": {{\n        \"gitVersion\": \"v{VersionCommand.Own}\"\n    }}\n}}\n");
        Run("version", "-o", "xml").Error.ShouldBe("error: --output must be 'yaml' or 'json'\n");
    }

    private protected override CliEnvironment Environment(Stream output, TextWriter error, Stream errorBytes, string input) => base.Environment(output, error, errorBytes, input) with
    {
        Purge = (_, told) =>
        {
            told.WriteLine(_purged);
            return 0;
        },
    };
}
