using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;

namespace LocalPods.Integration;

/// <summary>Streams of a container over the daemon's socket: many at once, large ones, and ones that end where nobody expected it.</summary>
[Trait("needs", "docker")]
public sealed class StreamEnduranceTests(Instance instance) : IClassFixture<Instance>
{
    private const long Large = 1_000_000_000;
    private const long MostGrowth = 64 * 1024 * 1024;
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task A_gigabyte_goes_out_and_in_and_neither_the_daemon_nor_the_command_grows()
    {
        await RunPodAsync("large");
        await CopyAsync("large", 1_000_000); // warm
        var daemon = (await instance.StatusAsync()).GetProperty("pid").GetInt32();
        var before = Resident(daemon, "VmRSS");
        var most = await CopyAsync("large", Large);
        most.ShouldBeLessThan(200L * 1024 * 1024, "the command");
        var counted = await instance.RunAsync(new string('x', 20_000_000), ["exec", "-i", "large", "--", "wc", "-c"]);
        counted.Output.Trim().ShouldBe("20000000", counted.ToString());
        (Resident(daemon, "VmRSS") - before).ShouldBeLessThan(MostGrowth, "the daemon");
    }

    [Fact]
    public async Task Fifty_sessions_at_once_each_get_their_own()
    {
        await RunPodAsync("many");
        var sockets = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => ExecAsync("many", "stdin=true&stdout=true&command=cat")));
        try
        {
            var answers = await Task.WhenAll(sockets.Select(async (socket, i) =>
            {
                await SendAsync(socket, [0, .. Encoding.UTF8.GetBytes($"session {i}")]);
                await SendAsync(socket, [255, 0]);
                return await ReadAllAsync(socket);
            }));
            for (var i = 0; i < answers.Length; i++)
            {
                answers[i].Output.ShouldBe($"session {i}");
                answers[i].Status.ShouldContain("\"Success\"");
            }
        }
        finally
        {
            Array.ForEach(sockets, s => s.Dispose());
        }
    }

    [Fact]
    public async Task Clients_that_leave_in_the_middle_leave_nothing_open()
    {
        await RunPodAsync("left");
        using (var warm = await ExecAsync("left", "stdout=true&command=true"))
        {
            await ReadAllAsync(warm);
        }

        var daemon = (await instance.StatusAsync()).GetProperty("pid").GetInt32();
        var before = Descriptors(daemon);
        for (var i = 0; i < 10; i++)
        {
            using var socket = await ExecAsync("left", "stdout=true&command=yes");
            (await socket.ReceiveAsync(new byte[1000].AsMemory(), CancellationToken.None)).Count.ShouldBeGreaterThan(0);
            socket.Abort();
        }

        await Eventually.ShouldAsync(
            () =>
            {
                Descriptors(daemon).ShouldBeLessThanOrEqualTo(before + 4);
                return Task.CompletedTask;
            },
            s_patience);
    }

    [Fact]
    public async Task A_session_ends_when_its_container_goes()
    {
        await RunPodAsync("going");
        using var socket = await ExecAsync("going", "stdin=true&stdout=true&command=cat");
        await SendAsync(socket, [0, .. "here"u8]);
        var buffer = new byte[100];
        (await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None)).Count.ShouldBe(5);
        await instance.MustAsync("delete", "pod", "going", "--force", "--grace-period=0");
        (await ReadAllAsync(socket)).Status.ShouldContain("\"Failure\"");
    }

    private async Task RunPodAsync(string name)
    {
        await instance.ApplyAsync($$"""
            apiVersion: v1
            kind: Pod
            metadata: {name: {{name}}}
            spec:
              terminationGracePeriodSeconds: 1
              containers:
              - {name: main, image: "busybox:1.32.0", command: ["sleep", "100000"]}
            """);
        await instance.WaitForPodAsync(name, p => p.GetProperty("status").GetProperty("phase").GetString() == "Running", s_patience);
    }

    /// <summary>Reads so many bytes through the command; the most memory it had.</summary>
    private async Task<long> CopyAsync(string pod, long bytes)
    {
        var start = new ProcessStartInfo(Path.Combine(Command.RepositoryRoot, "out", "localpods"), ["exec", pod, "--", "head", "-c", bytes.ToString(CultureInfo.InvariantCulture), "/dev/zero"]) { RedirectStandardOutput = true };
        foreach (var (name, value) in instance.Environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(s_patience, TimeProvider.System);
        var buffer = new byte[1 << 20];
        var (read, most) = (0L, 0L);
        while (await process.StandardOutput.BaseStream.ReadAsync(buffer, limit.Token) is > 0 and var count)
        {
            read += count;
            most = read > bytes / 2 && most == 0 ? Resident(process.Id, "VmHWM") : most;
        }

        await process.WaitForExitAsync(limit.Token);
        (process.ExitCode, read).ShouldBe((0, bytes));
        return most;
    }

    private static long Resident(int pid, string which) =>
        long.Parse(File.ReadLines($"/proc/{pid}/status").First(l => l.StartsWith(which, StringComparison.Ordinal)).Split(' ', '\t', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;

    private static int Descriptors(int pid) => Directory.GetFiles($"/proc/{pid}/fd").Length;

    private async Task<ClientWebSocket> ExecAsync(string pod, string query)
    {
        var path = (await instance.StatusAsync()).GetProperty("socket").GetString()!;
        var invoker = new HttpMessageInvoker(new SocketsHttpHandler // lives as long as the socket
        {
            ConnectCallback = async (_, cancellationToken) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        });
        var session = new ClientWebSocket();
        session.Options.AddSubProtocol("v5.channel.k8s.io");
        await session.ConnectAsync(new Uri($"ws://localhost/api/v1/namespaces/default/pods/{pod}/exec?{query}"), invoker, CancellationToken.None);
        return session;
    }

    private static Task SendAsync(WebSocket socket, byte[] message) => socket.SendAsync(message, WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);

    // Until the server closes, or its end has gone.
    private static async Task<(string Output, string Status)> ReadAllAsync(WebSocket socket)
    {
        using var limit = new CancellationTokenSource(s_patience, TimeProvider.System);
        var (output, status) = (new StringBuilder(), "");
        var buffer = new byte[64 * 1024 + 1];
        var filled = 0;
        while (await socket.ReceiveAsync(buffer.AsMemory(filled), limit.Token) is { MessageType: not WebSocketMessageType.Close } received)
        {
            filled += received.Count;
            if (received.EndOfMessage)
            {
                var text = Encoding.UTF8.GetString(buffer, 1, filled - 1);
                (output, status) = buffer[0] == 3 ? (output, text) : (output.Append(text), status);
                filled = 0;
            }
        }

        return (output.ToString(), status);
    }
}
