using System.Diagnostics;
using System.Text;
using System.Threading.Channels;

namespace LocalPods.Cli.Tests.Exec;

/// <summary>The built command on a real pseudo-terminal, which <c>script</c> of util-linux makes.</summary>
public sealed class ExecTerminalTests : CommandTest
{
    private const string Pod = "GET /api/v1/namespaces/default/pods/web";
    private const string Shell = "command=sh&container=app&stdin=true&stdout=true&tty=true";

    private readonly Channel<byte[]> _received = Channel.CreateUnbounded<byte[]>();
    private readonly TaskCompletionSource<ExecServer> _session = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Api.On(Pod, """{"metadata":{"name":"web","namespace":"default"},"spec":{"containers":[{"name":"app"}]},"status":{"phase":"Running"}}""");
        Api.On($"{Pod}/exec?{Shell}", ExecServer.Answer(ExecServer.V5, async server =>
        {
            _session.SetResult(server);
            while (await server.ReceiveAsync() is { } message)
            {
                _received.Writer.TryWrite(message);
            }

            _over.SetResult();
        }));
    }

    [SkippableFact]
    [Trait("spec", "KC-20")]
    public async Task A_terminal_is_raw_tells_its_size_and_its_changes_and_is_put_back()
    {
        using var terminal = Open("localpods exec -it web -- sh");
        var server = await _session.Task;
        (await NextAsync()).ShouldBe("\u0004{\"Width\":97,\"Height\":31}");

        await SttyAsync("cols", "120", "rows", "40");
        while (await NextAsync() is var size && size != "\u0004{\"Width\":120,\"Height\":40}")
        {
            size.ShouldBe("\u0004{\"Width\":120,\"Height\":31}"); // stty changes one after the other
        }

        // Ctrl-C, Ctrl-D and Ctrl-Z are the program's.
        await terminal.StandardInput.WriteAsync("\u0003\u0004\u001a");
        await terminal.StandardInput.FlushAsync();
        (await KeysAsync(3)).ShouldBe("\u0003\u0004\u001a");
        (await SttyAsync("-a")).ShouldContain("-isig -icanon");

        await server.SendAsync(1, "\u001b[1mprompt\u001b[0m");
        await server.ExitAsync(5);
        var output = await EndAsync(terminal);
        output.ShouldContain("\u001b[1mprompt\u001b[0m");
        output.ShouldContain("command terminated with exit code 5");
        output.ShouldContain("rc=5");
        Saved("after").ShouldBe(Saved("before"));
    }

    [SkippableTheory]
    [InlineData("TERM", 143)]
    [InlineData("HUP", 129)]
    [InlineData("INT", 130)]
    [InlineData("QUIT", 131)]
    public async Task A_signal_that_ends_the_command_leaves_the_terminal_as_it_was(string signal, int code)
    {
        using var terminal = Open("sh -c 'echo $$ > pid; exec localpods exec -it web -- sh'");
        await _session.Task;
        await NextAsync();
        (await LocalPodsProcess.RunAsync(Folder, "kill", $"-{signal}", Saved("pid"))).Code.ShouldBe(0);
        (await EndAsync(terminal)).ShouldContain($"rc={code}");
        Saved("after").ShouldBe(Saved("before"));
        await _over.Task;
    }

    [SkippableFact]
    public async Task A_server_that_goes_leaves_the_terminal_as_it_was()
    {
        using var terminal = Open("localpods exec -it web -- sh");
        var server = await _session.Task;
        await NextAsync();
        server.Socket.Abort();
        var output = await EndAsync(terminal);
        output.ShouldContain("error: lost the connection to the container");
        output.ShouldContain("rc=1");
        Saved("after").ShouldBe(Saved("before"));
    }

    [Fact]
    public async Task A_reader_that_goes_away_ends_the_process_like_any_other()
    {
        Api.On($"{Pod}/exec?command=yes&container=app&stdout=true&stderr=true", ExecServer.Answer(ExecServer.V5, async server =>
        {
            var line = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("y\n", 10_000)));
            var gone = server.ReceiveAsync();
            while (!gone.IsCompleted)
            {
                try
                {
                    await server.SendAsync(1, line);
                }
                catch (Exception e) when (e is System.Net.WebSockets.WebSocketException or IOException or OperationCanceledException)
                {
                    return;
                }
            }
        }));
        var (_, output, error) = await LocalPodsProcess.RunAsync(Folder, "bash", "-c", "localpods exec web -- yes | head -n 1; echo ${PIPESTATUS[0]}");
        (output, error).ShouldBe(("y\n141\n", ""));
    }

    [Fact]
    public async Task Two_commands_that_write_to_one_file_do_not_overwrite_each_other()
    {
        Api.On($"{Pod}/exec?command=date&container=app&stdout=true&stderr=true", ExecServer.Answer(ExecServer.V5, async server =>
        {
            await server.SendAsync(1, "line\n");
            await server.SendAsync(2, "error\n");
            await server.SucceedAsync();
        }));
        await LocalPodsProcess.RunAsync(Folder, "bash", "-c", "{ localpods exec web -- date; localpods exec web -- date; } > both 2>&1");
        Saved("both").ShouldBe("line\nerror\nline\nerror");
    }

    private Process Open(string command) => LocalPodsProcess.OpenTerminal(Folder, command);

    private static async Task<string> EndAsync(Process terminal)
    {
        var output = await terminal.StandardOutput.ReadToEndAsync();
        await terminal.WaitForExitAsync();
        return output;
    }

    private async Task<string> SttyAsync(params string[] arguments)
    {
        var (code, output, error) = await LocalPodsProcess.RunAsync(Folder, "stty", ["-F", Saved("tty"), .. arguments]);
        code.ShouldBe(0, error);
        return output;
    }

    private async Task<string> NextAsync() => Encoding.UTF8.GetString(await _received.Reader.ReadAsync());

    private async Task<string> KeysAsync(int count)
    {
        var keys = "";
        while (keys.Length < count)
        {
            var message = await NextAsync();
            keys += message[0] == '\0' ? message[1..] : "";
        }

        return keys;
    }

    private string Saved(string file) => File.ReadAllText(Path.Combine(Folder, file)).TrimEnd();
}
