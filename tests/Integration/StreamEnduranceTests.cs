using System.Diagnostics;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;

namespace LocalPods.Integration;

/// <summary>Streams of a container over the daemon's socket: many at once, large ones, and ones that end where nobody expected it.</summary>
[Trait("needs", "docker")]
public sealed class StreamEnduranceTests(Instance instance) : IClassFixture<Instance>
{
    [Fact]
    public async Task A_gigabyte_is_copied_in_shown_and_copied_out_and_neither_the_daemon_nor_the_command_grows()
    {
        await instance.ApplyAsync(LargeFile.Pod("large"));
        await instance.WaitForPodAsync("large", p => p.GetProperty("status").GetProperty("phase").GetString() == "Running");
        var (file, back) = (Path.Combine(instance.Folder, "large"), Path.Combine(instance.Folder, "back"));
        await CopyThereAndBackAsync(1_000_000); // warm
        var daemon = (await instance.StatusAsync()).GetProperty("pid").GetInt32();
        var before = ProcessMemory.Peak(daemon);
        await CopyThereAndBackAsync(LargeFile.Gigabyte);
        (ProcessMemory.Peak(daemon) - before).ShouldBeLessThan(LargeFile.MostGrowth, "the daemon");

        async Task CopyThereAndBackAsync(long bytes)
        {
            LargeFile.Write(file, bytes);
            await RunAsync(Stream.Null, "cp", file, "large:/data/file");
            using var shown = new LargeFile.Check(bytes);
            await RunAsync(shown, "exec", "large", "--", "cat", "/data/file");
            shown.ShouldBeWhole();
            await RunAsync(Stream.Null, "cp", "large:/data/file", back);
            await using var read = File.OpenRead(back);
            using var copied = new LargeFile.Check(bytes);
            await read.CopyToAsync(copied);
            copied.ShouldBeWhole();
        }
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
            });
        await instance.MustAsync("delete", "pod", "left", "--force", "--grace-period=0"); // what nobody listens to goes on printing
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
        await instance.WaitForPodAsync(name, p => p.GetProperty("status").GetProperty("phase").GetString() == "Running");
    }

    /// <summary>Runs the command, which must succeed without much memory; its output goes where it is told.</summary>
    private async Task RunAsync(Stream output, params string[] words)
    {
        var start = new ProcessStartInfo(Instance.Executable, words) { RedirectStandardOutput = true };
        foreach (var (name, value) in instance.Environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Patience.Limit, TimeProvider.System);
        var copied = process.StandardOutput.BaseStream.CopyToAsync(output, 1 << 20, limit.Token);
        var most = 0L;
        while (!process.WaitForExit(TimeSpan.FromMilliseconds(20)))
        {
            most = Math.Max(most, ProcessMemory.Peak(process.Id));
            if (copied.IsFaulted || limit.IsCancellationRequested)
            {
                process.Kill();
            }
        }

        await copied;
        process.ExitCode.ShouldBe(0, string.Join(' ', words));
        most.ShouldBeLessThan(200L * 1024 * 1024, $"the command: {string.Join(' ', words)}");
    }

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
        using var limit = new CancellationTokenSource(Patience.Limit, TimeProvider.System);
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
