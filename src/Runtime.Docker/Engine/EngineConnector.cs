using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace LocalPods.Runtime.Docker.Engine;

/// <summary>Opens connections to one engine, secured where the address says so.</summary>
internal sealed class EngineConnector(EngineAddress address) : IDisposable
{
    private readonly Lazy<(SslClientAuthenticationOptions Options, X509Certificate2? Client)> _tls = new(() => TlsOptions(address));

    public EngineAddress Address { get; } = address;

    /// <summary>A connected stream, and the socket under it.</summary>
    /// <exception cref="SocketException">Nobody answers there.</exception>
    /// <exception cref="AuthenticationException">The two do not trust each other.</exception>
    public async Task<(Stream Stream, Socket Socket)> ConnectAsync(CancellationToken cancellationToken)
    {
        var socket = Address is EngineAddress.UnixSocket
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (Address is not EngineAddress.Tcp tcp)
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(((EngineAddress.UnixSocket)Address).Path), cancellationToken);
                return (new NetworkStream(socket, ownsSocket: true), socket);
            }

            // An event stream is silent for hours: without this a host that went away would never be noticed.
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 30);
            await socket.ConnectAsync(tcp.Host, tcp.Port, cancellationToken);
            var plain = new NetworkStream(socket, ownsSocket: true);
            if (tcp.Tls is null)
            {
                return (plain, socket);
            }

            var secured = new SslStream(plain, leaveInnerStreamOpen: false);
            await secured.AuthenticateAsClientAsync(_tls.Value.Options, cancellationToken);
            return (secured, socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        if (_tls.IsValueCreated)
        {
            _tls.Value.Client?.Dispose();
        }
    }

    private static (SslClientAuthenticationOptions Options, X509Certificate2? Client) TlsOptions(EngineAddress address)
    {
        var tcp = (EngineAddress.Tcp)address;
        var tls = tcp.Tls!;
        var options = new SslClientAuthenticationOptions { TargetHost = tcp.Host };
        var authorities = new X509Certificate2Collection();
        X509Certificate2? client = null;
        if (tls.Folder is { } folder)
        {
            var certificate = Path.Combine(folder, "cert.pem");
            if (File.Exists(certificate))
            {
                using var fromPem = X509Certificate2.CreateFromPemFile(certificate, Path.Combine(folder, "key.pem"));
                // A key that lives in memory only cannot be used on every platform; the round trip makes it usable.
                client = X509CertificateLoader.LoadPkcs12(fromPem.Export(X509ContentType.Pkcs12), password: null);
                options.ClientCertificates = [client];
            }

            if (File.Exists(Path.Combine(folder, "ca.pem")))
            {
                authorities.ImportFromPemFile(Path.Combine(folder, "ca.pem"));
            }
        }

        if (!tls.Verify)
        {
#pragma warning disable CA5359 // The user asked not to verify: DOCKER_TLS without DOCKER_TLS_VERIFY, or SkipTLSVerify of a context.
            options.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        }
        else if (authorities.Count > 0)
        {
            options.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            options.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
        }

        return (options, client);
    }
}
