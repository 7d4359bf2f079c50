using System.Net.WebSockets;
using System.Text;
using LocalPods.Api.Meta;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Server.Streams;

/// <summary>
/// Carries the streams of a container over one WebSocket until its output has ended or the client has gone. Nothing is buffered
/// beyond one message each way: a side that does not read stops the other.
/// </summary>
internal sealed class SocketSession(ChannelSocket socket, ChannelProtocol protocol, IContainerStream stream, StreamOptions options, TimeProvider clock)
{
    private const int BufferBytes = 64 * 1024;
    private const int LargestResize = 1024;
    private static readonly TimeSpan s_closeLimit = TimeSpan.FromSeconds(5);

    /// <summary>Runs until either side is done.</summary>
    /// <param name="ended">Cancelled when the client goes or the server stops; the session cancels it when it is over.</param>
    public async Task RunAsync(CancellationTokenSource ended)
    {
        var input = ReadInputAsync(ended.Token);
        try
        {
            var output = SendOutputAsync(ended.Token);
            if (await Task.WhenAny(input, output) == input)
            {
                await input;
                ended.Cancel();
            }

            await FinishAsync(await output, ended.Token);

            // Letting go at once would cut off what is still on its way: the client answers the close.
            await Task.WhenAny(input, Task.Delay(s_closeLimit, clock, ended.Token));
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The client left in the middle: nobody is there to be told.
        }
        finally
        {
            ended.Cancel();
            await input.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    private async Task<Status> SendOutputAsync(CancellationToken cancellationToken)
    {
        if (!protocol.HalfClose)
        {
            // Older clients wait for a first, empty message as the sign that the streams are there.
            await socket.SendAsync(new[] { options.Stdout || options.Tty ? ChannelProtocol.Stdout : options.Stderr ? ChannelProtocol.Stderr : ChannelProtocol.Error }, cancellationToken);
        }

        try
        {
            var buffer = new byte[BufferBytes];
            var reader = new GatheringReader(stream, clock);
            while (await reader.ReadAsync(buffer.AsMemory(1), cancellationToken) is { Count: > 0 } read)
            {
                buffer[0] = read.Source == StandardStream.Stderr && !options.Tty ? ChannelProtocol.Stderr : ChannelProtocol.Stdout;
                await socket.SendAsync(buffer.AsMemory(0, read.Count + 1), cancellationToken);
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
        var text = protocol.StatusAsJson ? JsonText.Of(outcome)
            : outcome.Result == "Success" ? []
            : Encoding.UTF8.GetBytes(outcome.Message ?? "");
        if (text.Length > 0)
        {
            await socket.SendAsync((byte[])[ChannelProtocol.Error, .. text], cancellationToken);
        }

        await socket.CloseOutputAsync(cancellationToken);
    }

    // Ends when the client leaves. The channel stands in the first byte of a message; a message may come in several pieces.
    private async Task ReadInputAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferBytes];
        var resize = new List<byte>();
        byte? channel = null;
        while (true)
        {
            ValueWebSocketReceiveResult received;
            try
            {
                received = await socket.ReceiveAsync(buffer.AsMemory(), cancellationToken);
            }
            catch (WebSocketException)
            {
                return;
            }

            if (received.MessageType == WebSocketMessageType.Close)
            {
                return;
            }

            var piece = buffer.AsMemory(0, received.Count);
            if (channel is null && !piece.IsEmpty)
            {
                channel = piece.Span[0];
                piece = piece[1..];
            }

            if (channel == ChannelProtocol.Resize && resize.Count + piece.Length <= LargestResize)
            {
                resize.AddRange(piece.Span);
            }

            await TakeAsync(channel, piece, cancellationToken);
            if (received.EndOfMessage)
            {
                await ResizeAsync(channel, resize, cancellationToken);
                resize.Clear();
                channel = null;
            }
        }
    }

    private async Task TakeAsync(byte? channel, ReadOnlyMemory<byte> piece, CancellationToken cancellationToken)
    {
        try
        {
            switch (channel)
            {
                case ChannelProtocol.Stdin when options.Stdin && !piece.IsEmpty:
                    await stream.WriteStdinAsync(piece, cancellationToken);
                    break;
                case ChannelProtocol.Close when protocol.HalfClose && options.Stdin && piece.Span is [ChannelProtocol.Stdin, ..]:
                    await stream.CloseStdinAsync(cancellationToken);
                    break;
                default: // channels of the server, empty messages: nothing to do
                    break;
            }
        }
        catch (Exception e) when (e is ContainerRuntimeException or IOException)
        {
            // The command no longer reads; how it ended is told when its output ends.
        }
    }

    private async Task ResizeAsync(byte? channel, List<byte> json, CancellationToken cancellationToken)
    {
        if (channel != ChannelProtocol.Resize || !options.Tty || TerminalSizes.Parse(json.ToArray()) is not { } size)
        {
            return;
        }

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
