using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace LocalPods.Runtime.Docker.Engine;

/// <summary>
/// A connection that was taken over from HTTP: after the engine's answer it carries raw bytes both ways. Its request is
/// written here by hand, because the end of input is told by closing one direction, which an HTTP client does not offer.
/// </summary>
internal sealed class HijackedConnection : IAsyncDisposable
{
    private const int LongestHead = 16 * 1024;

    private readonly Stream _stream;
    private readonly Socket _socket;
    private readonly byte[] _early = new byte[LongestHead]; // what was read with the head but belongs behind it
    private int _earlyStart;
    private int _earlyEnd;

    private HijackedConnection(Stream stream, Socket socket) => (_stream, _socket) = (stream, socket);

    /// <summary>Sends the request and waits for the engine to hand the connection over.</summary>
    /// <exception cref="ContainerRuntimeException">The engine refused; its words.</exception>
    public static async Task<HijackedConnection> OpenAsync(EngineConnector connector, Version version, EngineCall call, CancellationToken cancellationToken)
    {
        var (stream, socket) = await connector.ConnectAsync(cancellationToken);
        var connection = new HijackedConnection(stream, socket);
        try
        {
            var body = call.Body ?? ReadOnlyMemory<byte>.Empty;
            var head = Encoding.ASCII.GetBytes(string.Create(
                CultureInfo.InvariantCulture,
                $"{call.Method} /v{version}{call.Path} HTTP/1.1\r\nHost: engine\r\nConnection: Upgrade\r\nUpgrade: tcp\r\nContent-Type: {call.ContentType}\r\nContent-Length: {body.Length}\r\n\r\n"));
            await stream.WriteAsync((byte[])[.. head, .. body.Span], cancellationToken);
            var status = await connection.ReadHeadAsync(cancellationToken);
            if (status is HttpStatusCode.SwitchingProtocols or HttpStatusCode.OK)
            {
                return connection;
            }

            throw EngineFailure.FromAnswer(call.Doing, status, await connection.ReadErrorAsync(cancellationToken));
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Reads some bytes; 0 when the engine has said all.</summary>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (_earlyStart < _earlyEnd)
        {
            var count = Math.Min(buffer.Length, _earlyEnd - _earlyStart);
            _early.AsMemory(_earlyStart, count).CopyTo(buffer);
            _earlyStart += count;
            return count;
        }

        return await _stream.ReadAsync(buffer, cancellationToken);
    }

    public ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken) => _stream.WriteAsync(data, cancellationToken);

    /// <summary>Tells the engine that no more comes; what it says goes on.</summary>
    public async ValueTask CloseWriteAsync()
    {
        if (_stream is SslStream secured)
        {
            await secured.ShutdownAsync();
            return;
        }

        _socket.Shutdown(SocketShutdown.Send);
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private async Task<HttpStatusCode> ReadHeadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var end = _early.AsSpan(0, _earlyEnd).IndexOf("\r\n\r\n"u8);
            if (end >= 0)
            {
                _earlyStart = end + 4;
                var line = Encoding.ASCII.GetString(_early.AsSpan(0, _early.AsSpan().IndexOf("\r\n"u8)));
                return line.Split(' ') is ["HTTP/1.1" or "HTTP/1.0", var code, ..] && int.TryParse(code, CultureInfo.InvariantCulture, out var status)
                    ? (HttpStatusCode)status
                    : throw new IOException($"the engine does not speak HTTP: {line}");
            }

            var count = _earlyEnd < _early.Length ? await _stream.ReadAsync(_early.AsMemory(_earlyEnd), cancellationToken) : 0;
            if (count == 0)
            {
                throw new IOException("the engine closed the connection before it answered");
            }

            _earlyEnd += count;
        }
    }

    /// <summary>The JSON object in the body, whichever way the body is framed.</summary>
    private async Task<byte[]> ReadErrorAsync(CancellationToken cancellationToken)
    {
        while (_earlyEnd < _early.Length && _early.AsSpan(_earlyStart, _earlyEnd - _earlyStart).LastIndexOf((byte)'}') < 0)
        {
            var count = await _stream.ReadAsync(_early.AsMemory(_earlyEnd), cancellationToken);
            if (count == 0)
            {
                break;
            }

            _earlyEnd += count;
        }

        var body = _early.AsSpan(_earlyStart, _earlyEnd - _earlyStart);
        var (first, last) = (body.IndexOf((byte)'{'), body.LastIndexOf((byte)'}'));
        return first >= 0 && last > first ? body[first..(last + 1)].ToArray() : body.ToArray();
    }
}
