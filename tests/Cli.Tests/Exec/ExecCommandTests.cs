using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using LocalPods.Cli.Commands;

namespace LocalPods.Cli.Tests.Exec;

public sealed class ExecCommandTests : CommandTest
{
    private const string Pod = "GET /api/v1/namespaces/default/pods/web";
    private const string Exec = Pod + "/exec?";
    private const string Both = "&container=app&stdout=true&stderr=true";
    private const string WithStdin = "&container=app&stdin=true&stdout=true&stderr=true";

    private Func<CliEnvironment, CliEnvironment> _with = e => e;

    private static string PodJson(string containers = """[{"name":"app"}]""", string annotations = "{}", string phase = "Running", string name = "web", string more = "") =>
        $$"""{"kind":"Pod","apiVersion":"v1","metadata":{"name":"{{name}}","namespace":"default","annotations":{{annotations}}},"spec":{"containers":{{containers}}{{more}} },"status":{"phase":"{{phase}}"} }""";

    private void OnExec(string query, Func<ExecServer, Task> session, string protocol = ExecServer.V5)
    {
        Api.On(Pod, PodJson());
        Api.On(Exec + query, ExecServer.Answer(protocol, session));
    }

    private protected override CliEnvironment Environment(Stream output, TextWriter error, Stream errorBytes, string input) =>
        _with(base.Environment(output, error, errorBytes, input));

    [Fact]
    [Trait("spec", "api-20")]
    public void Output_and_errors_come_on_their_own_streams()
    {
        OnExec("command=sh&command=-c&command=echo%20a%20%3E%262" + Both, async server =>
        {
            await server.SendAsync(1, "to stdout\n");
            await server.SendAsync(2, "to stderr\n");
            await server.SendAsync(1, "and again\n");
            await server.SucceedAsync();
        });
        Run("exec", "web", "--", "sh", "-c", "echo a >&2").ShouldBe(new(0, "to stdout\nand again\n", "to stderr\n"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(42)]
    [InlineData(255)]
    [Trait("spec", "KC-17")]
    public void The_exit_code_is_passed_on(int code)
    {
        OnExec("command=false" + Both, server => server.ExitAsync(code));
        Run("exec", "web", "--", "false").ShouldBe(new(code, "", $"command terminated with exit code {code}\n"));
    }

    [Fact]
    [Trait("spec", "KC-19")]
    public void The_end_of_stdin_closes_only_stdin()
    {
        OnExec("command=cat" + WithStdin, async server =>
        {
            await server.SendAsync(1, "ready\n");
            while (await server.ReceiveAsync() is { } message && message is not [255, 0])
            {
                message[0].ShouldBe((byte)0);
                await server.SendAsync(1, message[1..]);
            }

            await server.SendAsync(1, "after the end\n");
            await server.SucceedAsync();
        });
        RunWith("typed\n", "exec", "-i", "web", "--", "cat").ShouldBe(new(0, "ready\ntyped\nafter the end\n", ""));
    }

    [Fact]
    public void A_large_input_arrives_whole()
    {
        var sent = RandomNumberGenerator.GetBytes(3_000_001);
        var received = new ConcurrentQueue<byte[]>();
        OnExec("command=cat" + WithStdin, async server =>
        {
            while (await server.ReceiveAsync() is { } message && message is not [255, 0])
            {
                received.Enqueue(message[1..]);
            }

            await server.SucceedAsync();
        });
        _with = e => e with { OpenInput = () => new MemoryStream(sent) };
        Run("exec", "-i", "web", "--", "cat").Code.ShouldBe(0);
        received.SelectMany(b => b).ToArray().SequenceEqual(sent).ShouldBeTrue();
    }

    [Fact]
    public void Without_i_nothing_is_read_from_stdin()
    {
        OnExec("command=date" + Both, server => server.SucceedAsync());
        _with = e => e with { OpenInput = () => throw new InvalidOperationException("stdin was opened") };
        Run("exec", "web", "--", "date").Code.ShouldBe(0);
    }

    [Fact]
    public async Task An_output_that_nobody_reads_stops_the_program()
    {
        const int MessageBytes = 32_000;
        const int Messages = 2_000;
        using var output = new GatedStream();
        var sent = 0;
        OnExec("command=yes" + Both, async server =>
        {
            var message = new byte[MessageBytes];
            for (; sent < Messages; sent++)
            {
                var sending = server.SendAsync(1, message);
                if (!output.IsOpen && await Task.WhenAny(sending, Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System)) != sending)
                {
                    output.SentWhenStalled = sent;
                    output.Open();
                }

                await sending;
            }

            output.Open();
            await server.SucceedAsync();
        });
        _with = e => e with { OpenOutput = () => output };
        (await Task.Run(() => Run("exec", "web", "--", "yes"))).Code.ShouldBe(0);
        output.Received.ShouldBe((long)Messages * MessageBytes);
        output.SentWhenStalled.ShouldBeInRange(1, Messages / 10);
    }

    [Fact]
    public void A_message_in_pieces_is_one_message()
    {
        OnExec("command=date" + Both, async server =>
        {
            await server.Socket.SendAsync(Encoding.UTF8.GetBytes("\u0002on "), WebSocketMessageType.Binary, endOfMessage: false, CancellationToken.None);
            await server.Socket.SendAsync(Encoding.UTF8.GetBytes("\u0001stderr"), WebSocketMessageType.Binary, endOfMessage: false, CancellationToken.None);
            await server.Socket.SendAsync(Array.Empty<byte>(), WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);
            await server.Socket.SendAsync(Array.Empty<byte>(), WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);
            await server.SendAsync(1, "");
            await server.SendAsync(1, "out");
            await server.SucceedAsync();
        });
        Run("exec", "web", "--", "date").ShouldBe(new(0, "out", "on \u0001stderr"));
    }

    [Fact]
    public void A_server_of_the_older_protocol_is_understood_and_sent_no_half_close()
    {
        var received = new ConcurrentQueue<byte[]>();
        OnExec(
            "command=cat" + WithStdin,
            async server =>
            {
                await server.SendAsync(1, ""); // how it says that the streams are there
                received.Enqueue((await server.ReceiveAsync())!);
                await server.SendAsync(1, "out");
                await server.SucceedAsync();
                await server.CollectAsync(received);
            },
            ExecServer.V4);
        RunWith("in", "exec", "-i", "web", "--", "cat").ShouldBe(new(0, "out", ""));
        received.ShouldHaveSingleItem().ShouldBe((byte[])[0, .. "in"u8]);
    }

    [Fact]
    public void A_command_that_cannot_be_started_is_an_error_with_the_reason()
    {
        OnExec("command=nope" + Both, server => server.EndAsync(
            """{"metadata":{},"status":"Failure","reason":"InternalError","message":"Internal error occurred: error executing command in container: no such file","code":500}"""));
        Run("exec", "web", "--", "nope").ShouldBe(new(1, "", "error: Internal error occurred: error executing command in container: no such file\n"));
    }

    [Fact]
    public void A_server_that_goes_in_the_middle_is_an_error_and_what_came_is_kept()
    {
        using var output = new GatedStream();
        Api.On(Pod, PodJson());
        Api.On(Exec + "command=yes" + Both, async http =>
        {
            using var socket = await http.WebSockets.AcceptWebSocketAsync(ExecServer.V5);
            await new ExecServer(socket).SendAsync(1, "half");
            await output.Reached;
            http.Abort();
            output.Open();
        });
        _with = e => e with { OpenOutput = () => output };
        var (code, _, error) = Run("exec", "web", "--", "yes");
        (code, output.Received).ShouldBe((1, "half".Length));
        error.ShouldStartWith("error: lost the connection to the container before the command ended");
    }

    [Fact]
    public void A_close_without_an_outcome_is_never_taken_for_success()
    {
        OnExec("command=yes" + Both, server => server.Socket.CloseOutputAsync(WebSocketCloseStatus.EndpointUnavailable, "the daemon stops", CancellationToken.None));
        Run("exec", "web", "--", "yes").ShouldBe(new(1, "", "error: lost the connection to the container before the command ended: the daemon stops\n"));
    }

    [Fact]
    public void An_answer_that_switches_to_something_else_is_refused()
    {
        Api.On(Pod, PodJson());
        Api.On(Exec + "command=yes" + Both, async http =>
        {
            using var socket = await http.WebSockets.AcceptWebSocketAsync();
        });
        Run("exec", "web", "--", "yes").ShouldBe(new(1, "", "error: the daemon switched to a protocol that was not asked for: \"\"\n"));
    }

    [Fact]
    public void What_the_server_refuses_is_told_as_it_says_it()
    {
        Api.On(Pod, PodJson());
        Api.On(Exec + "command=date&container=zz&stdout=true&stderr=true", FakeApi.StatusJson(400, "BadRequest", "container zz is not valid for pod web"), 400);
        Run("exec", "web", "-c", "zz", "--", "date").ShouldBe(new(1, "", "Error from server (BadRequest): container zz is not valid for pod web\n"));
        Api.NotFound("GET /api/v1/namespaces/default/pods/no", "pods", "no");
        Run("exec", "no", "--", "date").ShouldBe(new(1, "", "Error from server (NotFound): pods \"no\" not found\n"));
    }

    [Fact]
    public void A_completed_pod_is_refused()
    {
        Api.On(Pod, PodJson(phase: "Succeeded"));
        Run("exec", "web", "--", "date").ShouldBe(new(1, "", "error: cannot exec into a container in a completed pod; current phase is Succeeded\n"));
    }

    [Fact]
    public void The_first_of_several_containers_is_taken_with_a_notice()
    {
        OnExec("command=date" + Both, server => server.SucceedAsync());
        Api.On(Pod, PodJson("""[{"name":"app"},{"name":"log"}]""", more: ""","initContainers":[{"name":"setup"}]"""));
        Run("exec", "web", "--", "date").Error.ShouldBe("Defaulted container \"app\" out of: app, log, setup (init)\n");
        Run("exec", "-q", "web", "--", "date").Error.ShouldBeEmpty();
        Run("exec", "web", "-c", "app", "--", "date").Error.ShouldBeEmpty();
    }

    [Fact]
    public void The_annotated_container_is_the_default_one()
    {
        OnExec("command=date" + Both, server => server.SucceedAsync());
        Api.On(Pod, PodJson("""[{"name":"log"},{"name":"app"}]""", """{"kubectl.kubernetes.io/default-container":"app"}"""));
        Run("exec", "web", "--", "date").ShouldBe(new(0, "", ""));
    }

    [Fact]
    public void A_terminal_is_not_asked_for_when_stdin_is_none()
    {
        OnExec("command=sh" + WithStdin, server => server.SucceedAsync());
        const string Warning = "Unable to use a TTY - input is not a terminal or the right kind of file\n";
        Run("exec", "-it", "web", "--", "sh").ShouldBe(new(0, "", Warning));
        Run("exec", "-itq", "web", "--", "sh").ShouldBe(new(0, "", ""));
        OnExec("command=sh" + Both, server => server.SucceedAsync());
        Run("exec", "-t", "web", "--", "sh").ShouldBe(new(0, "", ""));
    }

    [Fact]
    public void A_reader_that_goes_away_ends_the_command_without_a_word()
    {
        OnExec("command=yes" + Both, async server =>
        {
            await server.SendAsync(1, "y\n");
            (await server.ReceiveAsync()).ShouldBeNull();
        });
        _with = e => e with { OpenOutput = () => new BrokenPipe() };
        Run("exec", "web", "--", "yes").ShouldBe(new(141, "", ""));
    }

    [Fact]
    public void A_type_that_selects_pods_means_its_best_pod()
    {
        const string Selector = """{"matchLabels":{"app":"web"},"matchExpressions":[{"key":"tier","operator":"In","values":["a","b"]},{"key":"old","operator":"DoesNotExist"}]}""";
        Api.On("GET /api/v1", """{"kind":"APIResourceList","groupVersion":"v1","resources":[]}""")
            .On("GET /apis", """{"kind":"APIGroupList","groups":[{"name":"apps","preferredVersion":{"groupVersion":"apps/v1"}}]}""")
            .On("GET /apis/apps/v1", """{"kind":"APIResourceList","groupVersion":"apps/v1","resources":[{"name":"deployments","singularName":"deployment","namespaced":true,"kind":"Deployment","shortNames":["deploy"]}]}""")
            .On("GET /apis/apps/v1/namespaces/default/deployments/web", $$"""{"kind":"Deployment","metadata":{"name":"web"},"spec":{"selector":{{Selector}} } }""")
            .On(
                "GET /api/v1/namespaces/default/pods?labelSelector=app%3Dweb%2Ctier%20in%20%28a%2Cb%29%2C%21old",
                $$"""{"kind":"PodList","items":[{{PodJson(name: "web-1", phase: "Pending")}},{{PodJson(name: "web-2")}}]}""")
            .On("GET /api/v1/namespaces/default/pods/web-2/exec?command=date" + Both, ExecServer.Answer(ExecServer.V5, server => server.SucceedAsync()));
        Run("exec", "deploy/web", "--", "date").ShouldBe(new(0, "", ""));
    }

    [Fact]
    public void A_type_that_selects_no_pods_is_refused()
    {
        Api.On("GET /api/v1/nodes/n1", """{"kind":"Node","metadata":{"name":"n1"},"spec":{}}""");
        Run("exec", "node/n1", "--", "date").ShouldBe(new(1, "", "error: node/n1 selects no pods; name a pod instead\n"));
        Run("exec", "pod/a/b", "--", "date").Error.ShouldBe("error: arguments in resource/name form may not have more than one slash\n");
        Run("exec", "pod/", "--", "date").Error.ShouldBe("error: arguments in resource/name form must have a single resource and name\n");
    }

    [Fact]
    public void A_manifest_can_name_the_pod()
    {
        OnExec("command=date" + Both, server => server.SucceedAsync());
        var file = Manifest("web.yml", "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: app\n    image: busybox\n");
        Run("exec", "-f", file, "--", "date").ShouldBe(new(0, "", ""));
    }

    [Theory]
    [InlineData("error: pod, type/name or --filename must be specified\n", "exec")]
    [InlineData("error: pod, type/name or --filename must be specified\n", "exec", "--", "date")]
    [InlineData("error: you must specify at least one command for the container\n", "exec", "web")]
    [InlineData("error: you must specify at least one command for the container\n", "exec", "web", "--")]
    [InlineData("error: exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead\nSee 'localpods exec -h' for help and examples\n", "exec", "web", "date")]
    [InlineData("error: only the pod stands before --, the command after it; there is \"date\" as well\nSee 'localpods exec -h' for help and examples\n", "exec", "web", "date", "--", "-u")]
    public void A_command_line_that_is_not_complete_is_refused_before_anything_is_asked(string error, params string[] words)
    {
        Run(words).ShouldBe(new(1, "", error));
        Api.Requests.ShouldBeEmpty();
    }

    /// <summary>Holds back whoever writes until it is opened.</summary>
    private sealed class GatedStream : MemoryStream
    {
        private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Completes when something is about to be written.</summary>
        public Task Reached => _reached.Task;

        public long Received { get; private set; }

        public int SentWhenStalled { get; set; } = int.MaxValue;

        public bool IsOpen => _open.Task.IsCompleted;

        public void Open() => _open.TrySetResult();

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _reached.TrySetResult();
            await _open.Task;
            Received += buffer.Length;
        }
    }

    private sealed class BrokenPipe : MemoryStream
    {
        private const int Epipe = 32;

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new IOException("write stdout: Broken pipe", Epipe);
    }
}
