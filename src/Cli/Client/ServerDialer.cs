using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace LocalPods.Cli.Client;

/// <summary>An API server over TCP, with TLS unless its address says otherwise. Failures are told in the words of kubectl and of Go.</summary>
internal sealed class ServerDialer(ApiAccess access) : IDialer
{
    /// <summary>Seconds after which a silent connection is asked for a sign of life, so that a watch notices a server that is gone.</summary>
    private const int KeepAliveSeconds = 30;

    private readonly bool _secure = access.Server.Scheme == Uri.UriSchemeHttps;

    public string Address => access.Server.GetLeftPart(UriPartial.Authority);

    public string Host => access.Server.Authority;

    public string PathPrefix { get; } = access.Server.AbsolutePath.TrimEnd('/');

    /// <summary>Whoever is asked without TLS is told nothing that somebody else could use.</summary>
    public string Credentials => !_secure ? "" : (access.Authorization is { } who ? $"Authorization: {who}\r\n" : "") + access.Impersonation;

    public bool IsOwnDaemon => false;

    public IConnection Dial()
    {
        var socket = Connect();
        try
        {
            return new ServerConnection(socket, _secure ? Secure(new NetworkStream(socket, ownsSocket: true)) : new NetworkStream(socket, ownsSocket: true));
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private Socket Connect()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, KeepAliveSeconds);
            socket.Connect(access.Server.IdnHost, access.Server.Port);
            return socket;
        }
        catch (SocketException failure)
        {
            socket.Dispose();
            throw Unreachable(failure);
        }
    }

    private UnreachableServerException Unreachable(SocketException failure)
    {
        var (host, port) = (access.Server.IdnHost, access.Server.Port);
        return failure.SocketErrorCode switch
        {
            SocketError.ConnectionRefused => new UnreachableServerException(
                $"The connection to the server {host}:{port} was refused - did you specify the right host or port?"),
            SocketError.HostNotFound or SocketError.NoData => UnreachableServerException.Because($"dial tcp: lookup {host}: no such host"),
            SocketError.TryAgain => UnreachableServerException.Because($"dial tcp: lookup {host}: server misbehaving"),
            SocketError.TimedOut => UnreachableServerException.Because($"dial tcp {host}:{port}: i/o timeout"),
            SocketError.HostUnreachable => UnreachableServerException.Because($"dial tcp {host}:{port}: connect: no route to host"),
            SocketError.NetworkUnreachable => UnreachableServerException.Because($"dial tcp {host}:{port}: connect: network is unreachable"),
            _ => UnreachableServerException.Because($"dial tcp {host}:{port}: connect: {failure.Message}"),
        };
    }

    private SslStream Secure(NetworkStream stream)
    {
        var name = access.ServerName ?? access.Server.IdnHost;
        string? refused = null;
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = name,
            ClientCertificates = access.ClientCertificate is { } own ? [own] : null,
            LocalCertificateSelectionCallback = access.ClientCertificate is { } certificate ? (_, _, _, _, _) => certificate : null,
            CertificateChainPolicy = Policy(),
            RemoteCertificateValidationCallback = (_, shown, chain, errors) =>
            {
                refused = access.Insecure ? null : CertificateFault.Of(shown as X509Certificate2, chain, errors, name);
                return refused is null;
            },
        };
        var secure = new SslStream(stream);
        try
        {
            secure.AuthenticateAsClient(options);
            return secure;
        }
        catch (Exception failure) when (failure is AuthenticationException or IOException)
        {
            secure.Dispose();
            throw UnreachableServerException.Because(refused is null ? Reason(failure) : $"tls: failed to verify certificate: {refused}");
        }
    }

    private X509ChainPolicy Policy()
    {
        var policy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        if (access.Authorities is { } authorities)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(authorities);
        }

        return policy;
    }

    private static string Reason(Exception failure) =>
        failure is IOException { InnerException: null } ? "EOF" : $"tls: {failure.InnerException?.Message ?? failure.Message}";

    private sealed class ServerConnection(Socket socket, Stream stream) : IConnection
    {
        public Stream Stream => stream;

        public Stream IntoDuplexStream() => stream;

        public void Abort()
        {
            try
            {
                socket.Shutdown(SocketShutdown.Both);
            }
            catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
            {
                // Cut already.
            }
        }

        public void Dispose() => stream.Dispose();
    }
}
