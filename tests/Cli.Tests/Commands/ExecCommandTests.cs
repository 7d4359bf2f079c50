using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace LocalPods.Cli.Tests.Commands;

public sealed class ExecCommandTests : CommandTest
{
    private const string Pod = "GET /api/v1/namespaces/default/pods/web";
    private const string One = """{"metadata":{"name":"web"},"spec":{"containers":[{"name":"app"}]},"status":{"phase":"Running"}}""";
    private const string Success = """{"metadata":{},"status":"Success"}""";

    [Fact]
    public void Output_comes_apart_and_success_is_zero()
    {
        Api.On(Pod, One).On(Pod + "/exec?command=sh&command=-c&command=&container=app&stdout=true&stderr=true", http => ServeAsync(http, async socket =>
        {
            await SendAsync(socket, 1, "");
            await SendAsync(socket, 1, "out\n");
            await SendAsync(socket, 2, "err\n");
            await SendAsync(socket, 3, Success);
        }));
        Run("exec", "web", "--", "sh", "-c", "").ShouldBe(new(0, "out\n", "err\n"));
    }

    [Fact]
    public void The_exit_code_is_passed_on()
    {
        Api.On(Pod, One).On(Pod + "/exec?command=false&container=app&stdout=true&stderr=true", http => ServeAsync(http, socket => SendAsync(socket, 3,
            """{"status":"Failure","reason":"NonZeroExitCode","details":{"causes":[{"reason":"ExitCode","message":"42"}]}}""")));
        Run("exec", "web", "--", "false").ShouldBe(new(42, "", "command terminated with exit code 42\n"));
    }

    [Fact]
    public void Stdin_is_passed_on_and_its_end_is_told()
    {
        Api.On(Pod, One).On(Pod + "/exec?command=cat&container=app&stdin=true&stdout=true&stderr=true", http => ServeAsync(http, async socket =>
        {
            var buffer = new byte[1024];
            for (var message = await socket.ReceiveAsync(buffer, CancellationToken.None); buffer[0] != 255; message = await socket.ReceiveAsync(buffer, CancellationToken.None))
            {
                await SendAsync(socket, 1, Encoding.UTF8.GetString(buffer, 1, message.Count - 1));
            }

            await SendAsync(socket, 3, Success);
        }));
        RunWith("hello\n", "exec", "-i", "web", "--", "cat").ShouldBe(new(0, "hello\n", ""));
    }

    [Fact]
    public void A_program_that_cannot_be_run_is_told()
    {
        Api.On(Pod, One).On(Pod + "/exec?command=nope&container=app&stdout=true&stderr=true", http => ServeAsync(http, socket => SendAsync(socket, 3,
            FakeApi.StatusJson(500, "InternalError", "Internal error occurred: no such program"))));
        Run("exec", "web", "--", "nope").ShouldBe(new(1, "", "Error from server (InternalError): Internal error occurred: no such program\n"));
    }

    [Fact]
    public void A_connection_that_ends_without_a_status_is_an_error()
    {
        Api.On(Pod, One).On(Pod + "/exec?command=x&container=app&stdout=true&stderr=true", http => ServeAsync(http, socket => SendAsync(socket, 1, "half")));
        var outcome = Run("exec", "web", "--", "x");
        outcome.Code.ShouldBe(1);
        outcome.Output.ShouldBe("half");
        outcome.Error.ShouldStartWith("error: the connection to the container ");
    }

    [Fact]
    public void What_the_server_refuses_is_printed()
    {
        Api.On(Pod, One).On(Pod + "/exec?command=x&container=app&stdout=true&stderr=true", FakeApi.StatusJson(400, "BadRequest", "container not running"), 400);
        Run("exec", "web", "--", "x").ShouldBe(new(1, "", "Error from server (BadRequest): container not running\n"));
        Run("exec", "web", "-c", "zz", "--", "x").ShouldBe(new(1, "", "error: container zz is not valid for pod web out of: app\n"));
    }

    [Theory]
    [InlineData("exec", "pod, type/name or --filename must be specified")]
    [InlineData("exec web", "you must specify at least one command for the container")]
    [InlineData("exec web --", "you must specify at least one command for the container")]
    [InlineData("exec web ls", "exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead\nSee 'localpods exec -h' for help and examples")]
    public void A_command_line_without_a_command_is_refused(string line, string error) => Run(line.Split(' ')).ShouldBe(new(1, "", $"error: {error}\n"));

    private static async Task ServeAsync(HttpContext http, Func<WebSocket, Task> serve)
    {
        http.WebSockets.WebSocketRequestedProtocols.ShouldContain("v5.channel.k8s.io");
        using var socket = await http.WebSockets.AcceptWebSocketAsync("v5.channel.k8s.io");
        await serve(socket);
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
    }

    private static Task SendAsync(WebSocket socket, byte channel, string text) =>
        socket.SendAsync((byte[])[channel, .. Encoding.UTF8.GetBytes(text)], WebSocketMessageType.Binary, true, CancellationToken.None);
}
