using System.Net.WebSockets;
using System.Text;

namespace LocalPods.Orchestrator.Tests.Server;

public sealed class PortForwardTests
{
    [Fact]
    [Trait("spec", "API-56")]
    public async Task Ports_over_the_channels_of_a_socket_begin_with_their_numbers_and_carry_what_is_said()
    {
        await using var api = await ApiHost.StartAsync();
        await StreamTests.StartAsync(api, new ContainerBehaviour { Listens = [80, 300] });
        using var socket = await ConnectAsync(api, "?ports=80,300", "v5.channel.k8s.io", "v4.channel.k8s.io");
        socket.SubProtocol.ShouldBe("v4.channel.k8s.io");
        foreach (byte[] begin in (byte[][])[[0, 80, 0], [1, 80, 0], [2, 44, 1], [3, 44, 1]])
        {
            (await ReceiveAsync(socket)).ShouldBe(begin);
        }

        await socket.SendAsync(new byte[] { 2, (byte)'h', (byte)'i' }, WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);
        (await ReceiveAsync(socket)).ShouldBe([2, (byte)'h', (byte)'i']);
        await socket.SendAsync(new byte[] { 0, (byte)'y' }, WebSocketMessageType.Binary, endOfMessage: false, CancellationToken.None);
        await socket.SendAsync(new byte[] { (byte)'o' }, WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);
        List<byte> said = [];
        while (said.Count < 2)
        {
            var message = await ReceiveAsync(socket);
            message[0].ShouldBe((byte)0);
            said.AddRange(message[1..]);
        }

        Encoding.UTF8.GetString([.. said]).ShouldBe("yo");
    }

    [Fact]
    public async Task A_port_nobody_listens_on_is_told_on_its_channel_for_errors()
    {
        await using var api = await ApiHost.StartAsync();
        await StreamTests.StartAsync(api, ContainerBehaviour.RunsForEver);
        using var socket = await ConnectAsync(api, "?ports=19");
        await ReceiveAsync(socket);
        await ReceiveAsync(socket);
        var told = await ReceiveAsync(socket);
        told[0].ShouldBe((byte)1);
        Encoding.UTF8.GetString(told.AsSpan(1)).ShouldBe("error forwarding port 19 to pod web, uid : dial tcp4 127.0.0.1:19: connect: connection refused");
        (await socket.ReceiveAsync(new byte[8].AsMemory(), CancellationToken.None)).MessageType.ShouldBe(WebSocketMessageType.Close);
    }

    [Theory]
    [InlineData("?ports=0", "unable to parse \"0\" as a port")]
    [InlineData("?ports=80,x", "unable to parse \"x\" as a port")]
    [InlineData("", "query parameter \"ports\" must name 1 to 100 ports")]
    public async Task Ports_that_are_none_are_a_bad_request(string query, string message)
    {
        await using var api = await ApiHost.StartAsync();
        await StreamTests.StartAsync(api, ContainerBehaviour.RunsForEver);
        using var request = new HttpRequestMessage(HttpMethod.Get, StreamTests.Pod + "/portforward" + query);
        request.Headers.Add("Connection", "Upgrade");
        request.Headers.Add("Upgrade", "websocket");
        request.Headers.Add("Sec-WebSocket-Version", "13");
        request.Headers.Add("Sec-WebSocket-Key", "AAAAAAAAAAAAAAAAAAAAAA==");
        using var response = await api.Client.SendAsync(request);
        ((int)response.StatusCode).ShouldBe(400);
        (await response.Content.ReadAsStringAsync()).ShouldContain(message.Replace("\"", "\\\"", StringComparison.Ordinal));
    }

    private static async Task<WebSocket> ConnectAsync(ApiHost api, string query, params string[] protocols)
    {
        var invoker = new HttpMessageInvoker(new SocketsHttpHandler { ConnectCallback = (_, token) => api.ConnectAsync(token) }); // lives as long as the socket
        var socket = new ClientWebSocket();
        foreach (var protocol in protocols)
        {
            socket.Options.AddSubProtocol(protocol);
        }

        await socket.ConnectAsync(new Uri("ws://localhost" + StreamTests.Pod + "/portforward" + query), invoker, CancellationToken.None);
        return socket;
    }

    private static async Task<byte[]> ReceiveAsync(WebSocket socket)
    {
        using var limit = new CancellationTokenSource(Patience.Limit, TimeProvider.System);
        var buffer = new byte[4096];
        var received = await socket.ReceiveAsync(buffer.AsMemory(), limit.Token);
        return buffer[..received.Count];
    }
}
