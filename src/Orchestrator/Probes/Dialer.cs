using System.Net;
using System.Net.Sockets;

namespace LocalPods.Orchestrator.Probes;

/// <summary>Opens the connections of network probes, with the words of Go's <c>net</c> package for what goes wrong.</summary>
internal static class Dialer
{
    /// <summary>How long closing waits for what is still to be sent, so that probes do not pile up half-closed sockets.</summary>
    private const int LingerSeconds = 1;

    /// <summary>Connects.</summary>
    /// <exception cref="DialException">Refused, unreachable, or the name is not known.</exception>
    public static async Task<Socket> DialAsync(string host, int port, CancellationToken cancellationToken)
    {
        DialException? first = null;
        foreach (var address in await LookUpAsync(host, cancellationToken))
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp)
            {
                NoDelay = true,
                LingerState = new LingerOption(enable: true, LingerSeconds),
            };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, port), cancellationToken);
                return socket;
            }
            catch (SocketException e)
            {
                socket.Dispose();
                first ??= new DialException($"dial tcp {GoText.HostPort(address.ToString(), port)}: connect: {Words(e.SocketErrorCode)}", e);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        throw first!;
    }

    /// <summary>A socket error as the C library words it.</summary>
    public static string Words(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => "connection refused",
        SocketError.HostUnreachable or SocketError.HostDown => "no route to host",
        SocketError.NetworkUnreachable or SocketError.NetworkDown => "network is unreachable",
        SocketError.TimedOut => "connection timed out",
        SocketError.ConnectionReset => "connection reset by peer",
        SocketError.ConnectionAborted => "software caused connection abort",
        SocketError.Shutdown => "broken pipe",
        SocketError.AddressNotAvailable => "cannot assign requested address",
        SocketError.AccessDenied => "permission denied",
        SocketError.TooManyOpenSockets => "too many open files",
        _ => error.ToString(),
    };

    private static async Task<IPAddress[]> LookUpAsync(string host, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host, out var address))
        {
            return [address];
        }

        try
        {
            var addresses = await Dns.GetHostAddressesAsync(host, cancellationToken);
            return addresses.Length > 0 ? addresses : throw new SocketException((int)SocketError.HostNotFound);
        }
        catch (SocketException e)
        {
            throw new DialException($"dial tcp: lookup {host}: no such host", e);
        }
    }
}
