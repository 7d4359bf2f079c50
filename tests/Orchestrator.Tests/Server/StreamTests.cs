using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Tests.Server;

public sealed class StreamTests
{
    internal const string Pod = "/api/v1/namespaces/default/pods/web";

    [Fact]
    [Trait("spec", "API-50")]
    public async Task A_log_is_shown_whole_in_parts_and_with_times()
    {
        await using var api = await ApiHost.StartAsync();
        await StartAsync(api, Printing("one", "two", "three"));
        var whole = await api.GetAsync(Pod + "/log");
        (whole.Code, whole.ContentType, whole.Text).ShouldBe((200, "text/plain", "one\ntwo\nthree\n"));
        (await api.GetAsync(Pod + "/log?tailLines=1")).Text.ShouldBe("three\n");
        (await api.GetAsync(Pod + "/log?limitBytes=6")).Text.ShouldBe("one\ntw");
        (await api.GetAsync(Pod + "/log?timestamps=true&tailLines=1")).Text.ShouldMatch(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z three\n$");
        (await api.GetAsync(Pod + "/log?sinceTime=2999-01-01T00:00:00Z")).Text.ShouldBe("");
        (await api.GetAsync(Pod + "/log?container=main&sinceSeconds=3600")).Text.ShouldBe("one\ntwo\nthree\n");
    }

    [Fact]
    [Trait("spec", "API-50")]
    public async Task A_log_that_is_followed_goes_on_until_the_container_ends()
    {
        await using var api = await ApiHost.StartAsync();
        var id = await StartAsync(api, Printing("one"));
        using var response = await api.Client.GetAsync(new Uri(Pod + "/log?follow=true", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        (await reader.ReadLineAsync()).ShouldBe("one");
        await api.Runtime.StopContainerAsync(id, TimeSpan.Zero, CancellationToken.None);
        (await reader.ReadToEndAsync()).ShouldBe("");
    }

    [Theory]
    [InlineData("tailLines=-1", 422, "PodLogOptions \"web\" is invalid: tailLines: Invalid value: -1: must be greater than or equal to 0")]
    [InlineData("sinceSeconds=0", 422, "PodLogOptions \"web\" is invalid: sinceSeconds: Invalid value: 0: must be greater than 0")]
    [InlineData("limitBytes=0", 422, "PodLogOptions \"web\" is invalid: limitBytes: Invalid value: 0: must be greater than 0")]
    [InlineData("sinceSeconds=1&sinceTime=2020-01-01T00:00:00Z", 422, "PodLogOptions \"web\" is invalid: Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified")]
    [InlineData("tailLines=x", 400, "strconv.ParseInt: parsing \"x\": invalid syntax")]
    [InlineData("container=zz", 400, "container zz is not valid for pod web")]
    [InlineData("previous=true", 400, "previous terminated container \"main\" in pod \"web\" not found")]
    [Trait("spec", "API-50")]
    public async Task A_log_that_cannot_be_shown_is_refused_in_the_usual_words(string query, int code, string message)
    {
        await using var api = await ApiHost.StartAsync();
        await StartAsync(api, ContainerBehaviour.RunsForEver);
        var answer = await api.GetAsync($"{Pod}/log?{query}");
        (answer.Code, answer.Message).ShouldBe((code, message));
    }

    [Theory]
    [InlineData("""{"waiting":{"reason":"ContainerCreating"}}""", "{}", "container \"main\" in pod \"web\" is waiting to start: ContainerCreating")]
    [InlineData("""{"waiting":{"reason":"ErrImagePull"}}""", "{}", "container \"main\" in pod \"web\" is waiting to start: image can't be pulled")]
    [InlineData("""{"waiting":{"reason":"ImagePullBackOff"}}""", "{}", "container \"main\" in pod \"web\" is waiting to start: trying and failing to pull image")]
    [InlineData("""{"terminated":{"exitCode":1}}""", "{}", "container \"main\" in pod \"web\" is terminated")]
    public async Task A_container_without_a_log_says_why(string state, string lastState, string message)
    {
        await using var api = await ApiHost.StartAsync();
        await api.CreatePodAsync("web");
        (await api.GetAsync(Pod + "/log")).Message.ShouldBe("container \"main\" in pod \"web\" is not available");
        await api.MergeAsync(Pod + "/status", $$$"""{"status":{"containerStatuses":[{"name":"main","state":{{{state}}},"lastState":{{{lastState}}},"image":"i","imageID":"","ready":false,"restartCount":0}]}}""");
        var answer = await api.GetAsync(Pod + "/log");
        (answer.Code, answer.Message).ShouldBe((400, message));
    }

    [Fact]
    public async Task In_back_off_the_log_is_of_the_last_instance()
    {
        await using var api = await ApiHost.StartAsync();
        var id = await StartAsync(api, Printing("died"));
        var state = $$$"""{"waiting":{"reason":"CrashLoopBackOff"}}""";
        var last = $$$"""{"terminated":{"exitCode":1,"containerID":"docker://{{{id}}}"}}""";
        await api.MergeAsync(Pod + "/status", $$$"""{"status":{"containerStatuses":[{"name":"main","state":{{{state}}},"lastState":{{{last}}},"image":"i","imageID":"","ready":false,"restartCount":1}]}}""");
        (await api.GetAsync(Pod + "/log")).Text.ShouldBe("died\n");
        (await api.GetAsync(Pod + "/log?previous=true")).Text.ShouldBe("died\n");
    }

    [Fact]
    public async Task Among_several_containers_one_must_be_named()
    {
        await using var api = await ApiHost.StartAsync();
        await api.PostAsync("/api/v1/namespaces/default/pods", """{"metadata":{"name":"two"},"spec":{"containers":[{"name":"a","image":"i"},{"name":"b","image":"i"}],"initContainers":[{"name":"c","image":"i"}]}}""");
        var answer = await api.GetAsync("/api/v1/namespaces/default/pods/two/log");
        (answer.Code, answer.Message).ShouldBe((400, "a container name must be specified for pod two, choose one of: [a b] or one of the init containers: [c]"));
    }

    [Fact]
    public async Task Without_its_engine_stored_state_is_served_and_streams_are_unavailable()
    {
        await using var api = await ApiHost.StartAsync();
        await StartAsync(api, ContainerBehaviour.RunsForEver);
        api.Runtime.EngineDown(containersDie: false);
        (await api.GetAsync(Pod)).Code.ShouldBe(200);
        var log = await api.GetAsync(Pod + "/log");
        (log.Code, log.Reason).ShouldBe((503, "ServiceUnavailable"));
        (await api.GetAsync("/livez")).Text.ShouldBe("ok");
        var ready = await api.GetAsync("/readyz");
        ready.Code.ShouldBe(500);
        ready.Text.ShouldContain("[-]engine failed: reason withheld");
    }

    [Fact]
    public async Task A_container_that_is_gone_has_no_log()
    {
        await using var api = await ApiHost.StartAsync();
        var id = await StartAsync(api, ContainerBehaviour.RunsForEver);
        await api.Runtime.RemoveContainerAsync(id, CancellationToken.None);
        var log = await api.GetAsync(Pod + "/log");
        (log.Code, log.Message).ShouldBe((400, $"unable to retrieve container logs for docker://{id}"));
    }

    [Theory]
    [InlineData("/exec?stdout=true", "you must specify at least 1 command for the container")]
    [InlineData("/exec?command=ls", "you must specify at least 1 of stdin, stdout, stderr")]
    [InlineData("/exec?command=ls&stdout=true&container=zz", "container zz is not valid for pod web")]
    [InlineData("/exec?command=ls&stdout=true", "Upgrade request required")]
    [InlineData("/attach?stdout=true", "Upgrade request required")]
    public async Task An_exec_that_cannot_begin_is_a_bad_request(string path, string message)
    {
        await using var api = await ApiHost.StartAsync();
        await StartAsync(api, ContainerBehaviour.RunsForEver);
        var answer = await api.GetAsync(Pod + path);
        (answer.Code, answer.Message).ShouldBe((400, message));
    }

    [Theory]
    [InlineData("v4.channel.k8s.io")]
    [InlineData("v5.channel.k8s.io")]
    [Trait("spec", "API-54")]
    public async Task An_exec_tells_its_output_and_then_its_exit_code(string protocol)
    {
        await using var api = await ApiHost.StartAsync();
        await StartAsync(api, ContainerBehaviour.Answers(r => new ExecOutcome(42, $"ran {string.Join(' ', r.Command)}\n") { ErrorOutput = "oh\n" }));
        using var socket = await ExecAsync(api, "/exec?command=ls&command=-l&stdout=true&stderr=true", protocol);
        socket.SubProtocol.ShouldBe(protocol);
        var messages = await ReadAllAsync(socket);
        if (protocol[1] == '4')
        {
            messages[0].ShouldBe((1, ""));
            messages.RemoveAt(0);
        }

        messages[0].ShouldBe((1, "ran ls -l\n"));
        messages[1].ShouldBe((2, "oh\n"));
        var status = JsonNode.Parse(messages[2].Text)!;
        messages[2].Channel.ShouldBe(3);
        status["status"]!.GetValue<string>().ShouldBe("Failure");
        status["reason"]!.GetValue<string>().ShouldBe("NonZeroExitCode");
        status["message"]!.GetValue<string>().ShouldBe("command terminated with non-zero exit code: exit status 42");
        status["details"]!["causes"]![0]!.ToJsonString().ShouldBe("""{"reason":"ExitCode","message":"42"}""");
        messages.Count.ShouldBe(3);
        socket.CloseStatus.ShouldBe(WebSocketCloseStatus.NormalClosure);
    }

    [Fact]
    public async Task A_long_script_fits_into_the_command()
    {
        await using var api = await ApiHost.StartAsync();
        await StartAsync(api, ContainerBehaviour.Answers(r => new ExecOutcome(0, $"{r.Command[0].Length}")));
        using var socket = await ExecAsync(api, $"/exec?command={new string('x', 500_000)}&stdout=true", "v5.channel.k8s.io");
        (await ReadAllAsync(socket))[0].ShouldBe((1, "500000"));
    }

    [Fact]
    [Trait("spec", "API-54")]
    public async Task Input_is_passed_on_and_its_end_too()
    {
        await using var api = await ApiHost.StartAsync();
        await StartAsync(api, ContainerBehaviour.Answers(_ => new ExecOutcome(0) { EchoesStdin = true }));
        using var socket = await ExecAsync(api, "/exec?command=cat&stdin=true&stdout=true", "v5.channel.k8s.io");
        await SendAsync(socket, [0, .. "hello "u8]);
        await socket.SendAsync(new byte[] { 0, (byte)'w' }, WebSocketMessageType.Binary, endOfMessage: false, CancellationToken.None);
        await socket.SendAsync("orld"u8.ToArray(), WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);
        await SendAsync(socket, [255, 0]);
        var messages = await ReadAllAsync(socket);
        string.Concat(messages.Where(m => m.Channel == 1).Select(m => m.Text)).ShouldBe("hello world");
        messages[^1].ShouldBe((3, """{"apiVersion":"v1","kind":"Status","metadata":{},"status":"Success"}"""));
    }

    [Fact]
    public async Task A_terminal_is_told_its_size()
    {
        await using var api = await ApiHost.StartAsync();
        await StartAsync(api, ContainerBehaviour.Answers(_ => new ExecOutcome(0) { EchoesStdin = true }));
        using var socket = await ExecAsync(api, "/exec?command=sh&stdin=true&stdout=true&tty=true", "v5.channel.k8s.io");
        await SendAsync(socket, [4, .. """{"Width":80,"Height":24}"""u8]);
        await SendAsync(socket, [4, .. "nonsense"u8]);
        await SendAsync(socket, [255, 0]);
        (await ReadAllAsync(socket))[0].ShouldBe((1, "80x24"));
    }

    [Fact]
    public async Task Many_sessions_at_once_each_get_their_own()
    {
        await using var api = await ApiHost.StartAsync();
        await StartAsync(api, ContainerBehaviour.Answers(_ => new ExecOutcome(0) { EchoesStdin = true }));
        var sockets = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => ExecAsync(api, "/exec?command=cat&stdin=true&stdout=true", "v5.channel.k8s.io")));
        var answers = await Task.WhenAll(sockets.Select(async (socket, i) =>
        {
            await SendAsync(socket, [0, .. Encoding.UTF8.GetBytes($"session {i}")]);
            await SendAsync(socket, [255, 0]);
            return await ReadAllAsync(socket);
        }));
        answers.Select(a => a[0]).ShouldBe(Enumerable.Range(0, 50).Select(i => (1, $"session {i}")));
        Array.ForEach(sockets, s => s.Dispose());
    }

    [Theory]
    [InlineData("base64.channel.k8s.io")]
    [InlineData("v4.base64.channel.k8s.io")]
    [InlineData("v5.base64.channel.k8s.io")]
    public async Task Messages_may_be_text(string protocol)
    {
        await using var api = await ApiHost.StartAsync();
        await StartAsync(api, ContainerBehaviour.Answers(_ => new ExecOutcome(7) { EchoesStdin = true }));
        using var socket = await ExecAsync(api, "/exec?command=cat&stdin=true&stdout=true", protocol);
        socket.SubProtocol.ShouldBe(protocol);
        var buffer = new byte[1024];
        (await TextAsync(socket, buffer)).ShouldBe("1");
        await socket.SendAsync("0aGVsbG8="u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        (await TextAsync(socket, buffer)).ShouldBe("1aGVsbG8=");
        await socket.SendAsync("0d29yb"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: false, CancellationToken.None);
        await socket.SendAsync("GQ="u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        (await TextAsync(socket, buffer)).ShouldBe("1d29ybGQ=");
        await socket.SendAsync("0not base64!"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        await Should.ThrowAsync<WebSocketException>(() => TextAsync(socket, buffer), "what makes no sense ends the session");
    }

    private static async Task<string> TextAsync(WebSocket socket, byte[] buffer)
    {
        using var limit = new CancellationTokenSource(Patience.Limit, TimeProvider.System);
        var received = await socket.ReceiveAsync(buffer.AsMemory(), limit.Token);
        received.MessageType.ShouldBe(WebSocketMessageType.Text);
        return Encoding.UTF8.GetString(buffer, 0, received.Count);
    }

    [Fact]
    public async Task A_client_that_leaves_lets_go_of_the_command()
    {
        await using var api = await ApiHost.StartAsync();
        await StartAsync(api, ContainerBehaviour.Answers(_ => new ExecOutcome(0) { EchoesStdin = true }));
        using (var socket = await ExecAsync(api, "/exec?command=cat&stdin=true&stdout=true", "v5.channel.k8s.io"))
        {
            socket.Abort();
        }

        using var another = await ExecAsync(api, "/exec?command=cat&stdin=true&stdout=true", "v5.channel.k8s.io");
        await SendAsync(another, [255, 0]);
        (await ReadAllAsync(another)).ShouldHaveSingleItem().Channel.ShouldBe(3);
    }

    [Fact]
    public async Task Attach_shows_what_the_container_prints_from_now_on()
    {
        await using var api = await ApiHost.StartAsync();
        var id = await StartAsync(api, new ContainerBehaviour { EchoesStdin = true });
        using var socket = await ExecAsync(api, "/attach?stdin=true&stdout=true", "v5.channel.k8s.io");
        await SendAsync(socket, [0, .. "hi\n"u8]);
        var buffer = new byte[64];
        var received = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
        buffer[0].ShouldBe((byte)1);
        Encoding.UTF8.GetString(buffer, 1, received.Count - 1).ShouldStartWith("hi");
        await api.Runtime.StopContainerAsync(id, TimeSpan.Zero, CancellationToken.None);
        (await ReadAllAsync(socket))[^1].Channel.ShouldBe(3);
    }

    private static ContainerBehaviour Printing(params string[] lines) => new() { Prints = [.. lines.Select(l => new LogLine(TimeSpan.Zero, l))] };

    /// <summary>Creates the pod, starts its container on the runtime and says so in the status, as the node would.</summary>
    internal static async Task<ContainerId> StartAsync(ApiHost api, ContainerBehaviour behaviour)
    {
        var pod = await api.CreatePodAsync("web");
        var identity = new PodIdentity("default", "web", pod["metadata"]!["uid"]!.GetValue<string>());
        api.Runtime.Behaves("main", behaviour);
        await api.Runtime.PullImageAsync("busybox:1.32.0", null, null, CancellationToken.None);
        var sandbox = await api.Runtime.RunSandboxAsync(new SandboxConfig { Pod = identity, Attempt = 0, Hostname = "web" }, CancellationToken.None);
        var config = new ContainerConfig { Pod = identity, Name = "main", Attempt = 0, Image = "busybox:1.32.0", Hash = "h" };
        var id = await api.Runtime.CreateContainerAsync(sandbox.Id, config, CancellationToken.None);
        await api.Runtime.StartContainerAsync(id, CancellationToken.None);
        var status = $$$"""{"status":{"phase":"Running","containerStatuses":[{"name":"main","state":{"running":{"startedAt":null}},"lastState":{},"image":"i","imageID":"","containerID":"docker://{{{id}}}","ready":true,"restartCount":0}]}}""";
        (await api.MergeAsync(Pod + "/status", status)).Code.ShouldBe(200);
        return id;
    }

    internal static async Task<WebSocket> ExecAsync(ApiHost api, string path, string protocol)
    {
        var handler = new SocketsHttpHandler { ConnectCallback = (_, token) => api.ConnectAsync(token) };
        var invoker = new HttpMessageInvoker(handler); // lives as long as the socket
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol(protocol);
        await socket.ConnectAsync(new Uri("ws://localhost" + Pod + path), invoker, CancellationToken.None);
        return socket;
    }

    private static Task SendAsync(WebSocket socket, byte[] message) =>
        socket.SendAsync(message, WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);

    private static async Task<List<(int Channel, string Text)>> ReadAllAsync(WebSocket socket)
    {
        using var limit = new CancellationTokenSource(Patience.Limit, TimeProvider.System);
        List<(int, string)> messages = [];
        var buffer = new byte[64 * 1024];
        var filled = 0;
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(filled), limit.Token);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                return messages;
            }

            filled += received.Count;
            if (received.EndOfMessage)
            {
                messages.Add((buffer[0], Encoding.UTF8.GetString(buffer, 1, filled - 1)));
                filled = 0;
            }
        }
    }
}
