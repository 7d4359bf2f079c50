using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace LocalPods.Orchestrator.Tests.Server;

/// <summary>Whatever bytes come over a connection, and however it ends: no failure of ours, no connection that stays, no memory that stays.</summary>
public sealed class WireFuzzTests
{
    private const int Connections = 300;
    private const int AtOnce = 16;
    private const long MostKept = 64 * 1024 * 1024;

    private static readonly string[] s_lines =
        ["GET / HTTP/1.1", "GET /api/v1/pods HTTP/1.1", "GET /api/v1/pods?watch=true HTTP/1.1", "POST /api/v1/namespaces/default/pods HTTP/1.1", "PATCH /api/v1/namespaces/default/pods/web HTTP/1.1", "DELETE /api/v1/pods HTTP/1.1",
            "GET /api/v1/namespaces/default/pods/web/log?follow=true HTTP/1.1", "BREW /pot HTTP/1.1", "GET /api/v1/pods HTTP/9.9", "GET  HTTP/1.1", "GET /%%% HTTP/1.1", "PRI * HTTP/2.0", "GET http://x/../../y HTTP/1.1", "\u0016\u0003\u0001", ""];

    private static readonly string[] s_headers =
        ["Host: localhost", "Host: localhost", "Host: a, b", "Connection: close", "Connection: Upgrade", "Upgrade: SPDY/3.1", "Upgrade: websocket", "X-Stream-Protocol-Version: v4.channel.k8s.io", "Sec-WebSocket-Key: x", "Sec-WebSocket-Version: 13",
            "Content-Type: application/json", "Content-Type: application/vnd.kubernetes.protobuf", "Content-Length: 5", "Content-Length: 99999999999", "Content-Length: -1", "Transfer-Encoding: chunked", "Transfer-Encoding: gzip", "Expect: 100-continue",
            "Accept: ;;;", ": nothing", "no colon", "Accept-Encoding: gzip"];

    private static readonly string[] s_bodies = ["", "hello", "{}", "5\r\nhello\r\n0\r\n\r\n", "zz\r\n", "ffffffff\r\nx", "{\"metadata\":", "k8s\0\n\u0004\n\u0002v1"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Random_requests_that_may_break_off_are_answered_or_dropped(int seed)
    {
        await using var api = await ApiHost.StartAsync();
        await StreamTests.StartAsync(api, new ContainerBehaviour { EchoesStdin = true });
        await EachAsync(api, seed, random => Request(random));
    }

    [Theory]
    [InlineData("SPDY/3.1", "v4.channel.k8s.io", "exec?stdin=true&stdout=true&command=cat", 3)]
    [InlineData("SPDY/3.1", "portforward.k8s.io", "portforward", 4)]
    [InlineData("websocket", "v5.channel.k8s.io", "exec?stdin=true&stdout=true&command=cat", 5)]
    [InlineData("websocket", "SPDY/3.1+portforward.k8s.io", "portforward", 6)]
    [InlineData("websocket", "v4.channel.k8s.io", "portforward?ports=80,81", 7)]
    public async Task Random_frames_of_a_stream_that_may_break_off_end_it_and_nothing_else(string upgrade, string protocol, string path, int seed)
    {
        await using var api = await ApiHost.StartAsync();
        await StreamTests.StartAsync(api, ContainerBehaviour.Answers(_ => new ExecOutcome(0) { EchoesStdin = true }) with { Listens = [80] });
        var head = $"GET {StreamTests.Pod}/{path} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: {upgrade}\r\nX-Stream-Protocol-Version: {protocol}\r\n"
            + $"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: {protocol}\r\n\r\n";
        await EachAsync(api, seed, random => [.. Encoding.ASCII.GetBytes(head), .. Enumerable.Range(0, random.Next(6)).SelectMany(_ => upgrade == "websocket" ? SocketFrame(random) : SpdyFrame(random))]);
    }

    [Fact]
    public async Task A_header_without_end_and_a_body_that_never_comes_hold_nobody_else_up()
    {
        await using var api = await ApiHost.StartAsync();
        await using var stalled = await api.ConnectAsync(CancellationToken.None);
        await stalled.WriteAsync("POST /api/v1/namespaces/default/pods HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{"u8.ToArray());
        await using var huge = await api.ConnectAsync(CancellationToken.None);
        await huge.WriteAsync(Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: {new string('x', 100_000)}"));
        await ShouldBeRefusedAsync(huge);
        await using var many = await api.ConnectAsync(CancellationToken.None);
        await many.WriteAsync(Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: localhost\r\n" + string.Concat(Enumerable.Range(0, 1000).Select(i => $"X-{i}: y\r\n")) + "\r\n"));
        await ShouldBeRefusedAsync(many);
        (await api.GetAsync("/livez")).Text.ShouldBe("ok");
    }

    private static async Task EachAsync(ApiHost api, int seed, Func<Random, byte[]> bytes)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await Parallel.ForEachAsync(Enumerable.Range(0, Connections), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (i, _) =>
        {
            var random = new Random((seed * Connections) + i);
            var sent = bytes(random);
            try
            {
                var answer = await TalkAsync(api, random, sent);
                answer.ShouldNotContain("HTTP/1.1 500 ", customMessage: $"seed {seed}, connection {i}: {Convert.ToHexString(sent)}");
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"seed {seed}, connection {i} hangs: {Convert.ToHexString(sent)}");
            }
        });
        (await api.GetAsync("/livez")).Text.ShouldBe("ok");
        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(MostKept, $"seed {seed}");
    }

    // In pieces, ended by half a close or a whole one; whatever is answered until the server closes too.
    private static async Task<string> TalkAsync(ApiHost api, Random random, byte[] bytes)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(api.SocketPath));
        await using var stream = new NetworkStream(socket);
        try
        {
            foreach (var piece in bytes.Chunk(1 + random.Next(200)))
            {
                await stream.WriteAsync(piece);
            }

            if (random.Next(4) == 0)
            {
                return "";
            }

            socket.Shutdown(SocketShutdown.Send);
            return await ReadToEndAsync(stream);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            return ""; // refused before all was said
        }
    }

    // A server that ends a connection with words unread may take its answer along.
    private static async Task ShouldBeRefusedAsync(Stream stream)
    {
        try
        {
            (await ReadToEndAsync(stream)).ShouldStartWith("HTTP/1.1 431 ");
        }
        catch (IOException e)
        {
            e.InnerException.ShouldBeOfType<SocketException>().SocketErrorCode.ShouldBe(SocketError.ConnectionReset);
        }
    }

    private static async Task<string> ReadToEndAsync(Stream stream)
    {
        using var limit = new CancellationTokenSource(Patience.Limit, TimeProvider.System);
        using var all = new MemoryStream();
        await stream.CopyToAsync(all, limit.Token);
        return Encoding.Latin1.GetString(all.ToArray());
    }

    private static byte[] Request(Random random)
    {
        var text = new StringBuilder();
        for (var request = 0; request <= random.Next(3); request++)
        {
            text.Append(Pick(random, s_lines)).Append("\r\n");
            for (var i = random.Next(6); i > 0; i--)
            {
                text.Append(Pick(random, s_headers)).Append("\r\n");
            }

            text.Append("\r\n").Append(Pick(random, s_bodies));
        }

        var bytes = Encoding.Latin1.GetBytes(text.ToString());
        for (var i = random.Next(3); i > 0; i--)
        {
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        }

        return bytes[..random.Next(bytes.Length + 1)];
    }

    private static byte[] SpdyFrame(Random random)
    {
        var payload = Bytes(random, random.Next(3) == 0 ? random.Next(2000) : random.Next(30));
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, random.Next(8) == 0 ? random.Next(1 << 24) : payload.Length);
        length[0] = (byte)random.Next(2);
        byte[] begin = random.Next(3) == 0 ? [0, 0, 0, (byte)random.Next(10)] : [0x80, (byte)(random.Next(10) == 0 ? 2 : 3), 0, (byte)random.Next(12)];
        return [.. begin, .. length, .. payload];
    }

    private static byte[] SocketFrame(Random random)
    {
        var payload = Bytes(random, random.Next(120));
        var first = (byte)(random.Next(6) == 0 ? random.Next(256) : 0x80 | Pick(random, [1, 2, 2, 2, 8, 9, 10]));
        byte[] frame = [first, (byte)((random.Next(10) == 0 ? 0 : 0x80) | payload.Length), 0, 0, 0, 0, .. payload];
        if (payload.Length > 1)
        {
            frame[6] = (byte)Pick(random, [0, 1, 2, 3, 4, 255]);
        }

        return frame;
    }

    private static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private static T Pick<T>(Random random, T[] from) => from[random.Next(from.Length)];
}
