using System.Buffers;
using LocalPods.Api.Meta;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Server.Streams.Spdy;

/// <summary>Carries the streams of a container over a SPDY connection until its output has ended or the client has gone.</summary>
internal sealed class SpdyExecSession(SpdyConnection connection, IContainerStream stream, StreamOptions options, TimeProvider clock)
{
    /// <summary>Versions whose outcome is a Status, which all clients of the last years know.</summary>
    public static readonly ImmutableArray<string> Versions = ["v5.channel.k8s.io", "v4.channel.k8s.io"];

    private const int BufferBytes = 64 * 1024;
    private const int LargestResize = 1024;
    private static readonly TimeSpan s_openLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_closeLimit = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, SpdyStream> _streams = new(StringComparer.Ordinal);

    /// <summary>Runs until either side is done.</summary>
    /// <param name="ended">Cancelled when the client goes or the server stops; the session cancels it when it is over.</param>
    public async Task RunAsync(CancellationTokenSource ended)
    {
        var reading = connection.RunAsync(ended.Token);
        var inputs = new List<Task>();
        try
        {
            if (!await OpenAsync(ended.Token))
            {
                return;
            }

            if (_streams.TryGetValue("stdin", out var stdin))
            {
                inputs.Add(SendInputAsync(stdin, ended.Token));
            }

            if (_streams.TryGetValue("resize", out var resize))
            {
                inputs.Add(ResizeAsync(resize, ended.Token));
            }

            var output = SendOutputAsync(ended.Token);
            if (await Task.WhenAny(reading, output) == reading)
            {
                ended.Cancel();
            }

            await FinishAsync(await output, ended.Token);

            // Letting go at once would cut off what is still on its way: the client closes when it has read all.
            await Task.WhenAny(reading, Task.Delay(s_closeLimit, clock, ended.Token));
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The client left in the middle: nobody is there to be told.
        }
        finally
        {
            ended.Cancel();
            foreach (var task in inputs.Append(reading))
            {
                await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            }
        }
    }

    // Every stream that was asked for, and the one for errors.
    private async Task<bool> OpenAsync(CancellationToken cancellationToken)
    {
        var expected = 1 + (options.Stdin ? 1 : 0) + (options.Stdout ? 1 : 0) + (options.Stderr && !options.Tty ? 1 : 0) + (options.Tty ? 1 : 0);
        using var limit = new CancellationTokenSource(s_openLimit, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        while (_streams.Count < expected && await connection.Opened.WaitToReadAsync(both.Token))
        {
            while (connection.Opened.TryRead(out var opened))
            {
                _streams[opened.Header("streamtype") ?? ""] = opened;
            }
        }

        return _streams.Count >= expected;
    }

    private async Task<Status> SendOutputAsync(CancellationToken cancellationToken)
    {
        try
        {
            var buffer = new byte[BufferBytes];
            var reader = new GatheringReader(stream, clock);
            while (await reader.ReadAsync(buffer, cancellationToken) is { Count: > 0 } read)
            {
                var name = read.Source == StandardStream.Stderr && !options.Tty ? "stderr" : "stdout";
                if (_streams.TryGetValue(name, out var output))
                {
                    await output.WriteAsync(buffer.AsMemory(0, read.Count), cancellationToken);
                }
            }

            return StreamOutcome.Exited(await stream.GetExitCodeAsync(cancellationToken));
        }
        catch (ContainerRuntimeException e)
        {
            return StreamOutcome.Failed(e.Message);
        }
    }

    private async Task FinishAsync(Status outcome, CancellationToken cancellationToken)
    {
        foreach (var name in (string[])["stdout", "stderr"])
        {
            if (_streams.TryGetValue(name, out var output))
            {
                await output.FinishAsync(cancellationToken);
            }
        }

        if (_streams.TryGetValue("error", out var error))
        {
            await error.WriteAsync(JsonText.Of(outcome), cancellationToken);
            await error.FinishAsync(cancellationToken);
        }

        await connection.GoAwayAsync(cancellationToken);
    }

    private async Task SendInputAsync(SpdyStream stdin, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var read = await stdin.Input.ReadAsync(cancellationToken);
                foreach (var piece in read.Buffer)
                {
                    await stream.WriteStdinAsync(piece, cancellationToken);
                }

                stdin.Input.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                {
                    await stream.CloseStdinAsync(cancellationToken);
                    return;
                }
            }
        }
        catch (Exception e) when (e is ContainerRuntimeException or IOException)
        {
            await stdin.Input.CompleteAsync(); // the command no longer reads: what still comes is dropped
        }
    }

    // A JSON object a line, or without line ends.
    private async Task ResizeAsync(SpdyStream resize, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await resize.Input.ReadAsync(cancellationToken);
            var text = read.Buffer;
            while (text.PositionOf((byte)'}') is { } end)
            {
                var next = text.GetPosition(1, end);
                if (TerminalSizes.Parse(text.Slice(0, next).ToArray()) is { } size)
                {
                    await ResizeAsync(size, cancellationToken);
                }

                text = text.Slice(next);
            }

            if (text.Length > LargestResize)
            {
                text = text.Slice(text.End);
            }

            resize.Input.AdvanceTo(text.Start, read.Buffer.End);
            if (read.IsCompleted)
            {
                return;
            }
        }
    }

    private async Task ResizeAsync(TerminalSize size, CancellationToken cancellationToken)
    {
        try
        {
            await stream.ResizeAsync(size, cancellationToken);
        }
        catch (ContainerRuntimeException)
        {
            // The command has ended: its terminal has no size any more.
        }
    }
}
