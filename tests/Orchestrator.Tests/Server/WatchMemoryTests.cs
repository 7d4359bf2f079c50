using System.Net.Sockets;
using System.Text;

namespace LocalPods.Orchestrator.Tests.Server;

[Collection(Alone.Name)]
public sealed class WatchMemoryTests
{
    private const int Warm = 100;
    private const int Watchers = 1000;

    [Fact]
    public async Task A_thousand_watchers_are_served_and_one_to_whom_nothing_happens_costs_less_than_50_KB()
    {
        await using var api = await ApiHost.StartAsync();
        List<Socket> sockets = [];
        try
        {
            await OpenAsync(api, Warm, sockets);
            var before = GC.GetTotalMemory(forceFullCollection: true);
            await OpenAsync(api, Watchers, sockets);
            ((GC.GetTotalMemory(forceFullCollection: true) - before) / Watchers).ShouldBeLessThan(50_000, "bytes, the sockets of the client among them");
            (await api.PostAsync("/api/v1/namespaces/default/configmaps", """{"metadata":{"name":"seen-by-all"}}""")).Code.ShouldBe(201);
            foreach (var socket in sockets)
            {
                (await ReadToAsync(socket, "}\n\r\n")).ShouldContain("\"name\":\"seen-by-all\"");
            }
        }
        finally
        {
            sockets.ForEach(s => s.Dispose());
        }
    }

    private static async Task OpenAsync(ApiHost api, int count, List<Socket> sockets)
    {
        for (var i = 0; i < count; i++)
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            sockets.Add(socket);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(api.SocketPath));
            await socket.SendAsync(Encoding.ASCII.GetBytes($"GET /api/v1/configmaps?watch=true&resourceVersion={api.Store.Revision} HTTP/1.1\r\nHost: localhost\r\n\r\n"));
            (await ReadToAsync(socket, "\r\n\r\n")).ShouldStartWith("HTTP/1.1 200 ");
        }
    }

    private static async Task<string> ReadToAsync(Socket socket, string end)
    {
        var (text, buffer) = ("", new byte[8 * 1024]);
        using var limit = new CancellationTokenSource(Patience.Limit, TimeProvider.System);
        while (!text.EndsWith(end, StringComparison.Ordinal) && await socket.ReceiveAsync(buffer, limit.Token) is > 0 and var count)
        {
            text += Encoding.UTF8.GetString(buffer, 0, count);
        }

        return text;
    }
}
