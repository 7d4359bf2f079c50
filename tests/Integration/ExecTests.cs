using System.Security.Cryptography;
using System.Text;

namespace LocalPods.Integration;

/// <summary>Commands in containers of a real engine, from the built command.</summary>
[Trait("needs", "docker")]
[Trait("over", "any")]
public sealed class ExecTests(Instance instance) : IClassFixture<Instance>, IAsyncLifetime
{
    private const string Pod = """
        apiVersion: v1
        kind: Pod
        metadata: { name: shell }
        spec:
          terminationGracePeriodSeconds: 1
          containers:
          - { name: app, image: busybox:1.32.0, command: [sleep, "3600"], env: [{ name: WHICH, value: app }] }
          - { name: side, image: busybox:1.32.0, command: [sleep, "3600"], env: [{ name: WHICH, value: side }] }
        """;

    public async Task InitializeAsync()
    {
        await instance.ApplyAsync(Pod);
        await instance.WaitForPodAsync("shell", p => p.IsReady());
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_command_has_its_container_its_two_outputs_and_its_exit_code()
    {
        var first = await instance.RunAsync("exec", "shell", "--", "sh", "-c", "echo $WHICH; echo oh >&2; exit 7");
        (first.ExitCode, first.Output).ShouldBe((7, "app\n"));
        first.Error.ShouldBe("Defaulted container \"app\" out of: app, side\noh\ncommand terminated with exit code 7\n");
        (await instance.MustAsync("exec", "pod/shell", "-c", "side", "--", "sh", "-c", "echo $WHICH")).ShouldBe("side\n");
    }

    [Fact]
    public async Task Input_reaches_the_command_whole_and_ends()
    {
        var text = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(2_000_000));
        var sum = await instance.RunAsync(text, ["exec", "-iq", "shell", "--", "sha256sum"]);
        sum.ToString().ShouldContain(Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(text))));
        (await instance.RunAsync(text, ["exec", "-iq", "shell", "--", "cat"])).Output.ShouldBe(text);
    }

    [Fact]
    public async Task A_script_longer_than_a_header_line_can_be_run() =>
        (await instance.MustAsync("exec", "-q", "shell", "--", "sh", "-c", $"echo {new string('x', 60_000)} | wc -c")).Trim().ShouldBe("60001");

    [SkippableFact]
    public async Task A_terminal_has_its_size_in_the_container()
    {
        Skip.IfNot(File.Exists("/usr/bin/script"), "script (util-linux) is not installed");
        const string InContainer = "while [ \"$(stty size)\" != \"31 97\" ]; do sleep 0.1; done; tty; exit 3";
        var localpods = Path.Combine(Command.RepositoryRoot, "out", "localpods");
        var result = await Command.RunAsync(
            "script",
            ["--quiet", "--return", "--command", $"stty cols 97 rows 31; '{localpods}' exec -itq shell -- sh -c '{InContainer}'", "/dev/null"],
            instance.Environment,
            limit: TimeSpan.FromSeconds(30));
        result.ExitCode.ShouldBe(3, result.ToString());
        result.Output.ShouldContain("/dev/pts/");
    }

    [Fact]
    [Trait("about", "daemon")] // a server elsewhere may answer too late for who has a finger on the tab key
    public async Task What_is_there_is_offered_for_completion()
    {
        (await instance.MustAsync("__complete", "exec", "sh")).ShouldBe("shell\n");
        (await instance.MustAsync("__complete", "exec", "shell", "-c", "")).ShouldBe("app\nside\n");
    }
}
