using System.Net.WebSockets;
using LocalPods.Orchestrator.Tests.Server.Spdy;

namespace LocalPods.Orchestrator.Tests.Server;

/// <summary>However much goes through a stream, nothing of it is kept, and it goes in large pieces.</summary>
[Collection(Alone.Name)]
public sealed class StreamMemoryTests
{
    private const string Exec = "/exec?command=cat&stdout=true";
    private const long Much = 300_000_000;
    private const long MostAllocated = Much / 4; // of the client too

    [Fact]
    public async Task Over_a_WebSocket()
    {
        await using var api = await StartAsync();
        using var socket = await StreamTests.ExecAsync(api, Exec, "v5.channel.k8s.io");
        var buffer = new byte[256 * 1024];
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var (bytes, messages) = (0L, 0);
        while (await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None) is { MessageType: not WebSocketMessageType.Close } received)
        {
            bytes += received.Count;
            messages += received.EndOfMessage ? 1 : 0;
        }

        (GC.GetTotalAllocatedBytes(precise: true) - before).ShouldBeLessThan(MostAllocated);
        bytes.ShouldBeGreaterThan(Much);
        messages.ShouldBeLessThan((int)(Much / 60_000));
    }

    [Fact]
    public async Task Over_SPDY()
    {
        await using var api = await StartAsync();
        await using var client = await SpdyClient.ConnectAsync(api, StreamTests.Pod + Exec + "&stdin=true", "v4.channel.k8s.io");
        await client.OpenAsync(1, "error");
        await client.OpenAsync(3, "stdin");
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await client.OpenAsync(5, "stdout");
        var (bytes, frames) = await client.DrainAsync();
        (GC.GetTotalAllocatedBytes(precise: true) - before).ShouldBeLessThan(MostAllocated);
        bytes.ShouldBeGreaterThan(Much);
        frames.ShouldBeLessThan((int)(Much / 30_000));
    }

    private static async Task<ApiHost> StartAsync()
    {
        var api = await ApiHost.StartAsync();
        await StreamTests.StartAsync(api, ContainerBehaviour.Answers(_ => new ExecOutcome(0) { Zeros = Much }));
        return api;
    }
}
