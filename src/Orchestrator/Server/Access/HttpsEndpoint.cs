using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;

namespace LocalPods.Orchestrator.Server.Access;

/// <summary>
/// HTTPS on a port of 127.0.0.1 that is kept from start to start. A kept port that somebody else has taken leaves the API to its
/// socket, with the reason in <see cref="Problem"/>: pods matter more than a port.
/// </summary>
internal sealed partial class HttpsEndpoint : IDisposable
{
    /// <summary>Below the ports that systems hand out by themselves, so that a port kept stays free.</summary>
    /// <summary>The port of an instance that finds it free.</summary>
    internal const int FirstPort = 7443;

    private const int PortsTried = 200;
    private const int PortsOfInstances = 20_000; // with the first one below those that Linux gives to clients
    private const int MostStreamsPerConnection = 250;

    private readonly HttpsOptions _options;
    private readonly ILogger _logger;
    private Socket? _socket;

    public HttpsEndpoint(HttpsOptions options, TimeProvider clock, ILogger logger)
    {
        (_options, _logger) = (options, logger);
        Identity = new InstanceIdentity(Path.Combine(options.Folder, "pki"), options.Instance, clock, logger);
    }

    public InstanceIdentity Identity { get; }

    /// <summary>The address; null while it is not served.</summary>
    public string? Address { get; private set; }

    /// <summary>Why it is not served; null when it is.</summary>
    public string? Problem { get; private set; }

    /// <summary>Takes the port.</summary>
    /// <exception cref="IOException">The port asked for cannot be had.</exception>
    public void Bind()
    {
        try
        {
            var kept = ReadPort();
            _socket = (_options.Port, kept) switch
            {
                ({ } asked, _) => Take(asked),
                (null, { } port) => Take(port),
                _ => TakeFree(FirstPort + Offset(_options.Instance)),
            };
            var taken = ((IPEndPoint)_socket.LocalEndPoint!).Port;
            if (taken != kept)
            {
                Keep(taken);
            }

            Address = string.Create(CultureInfo.InvariantCulture, $"https://127.0.0.1:{taken}");
        }
        catch (IOException e) when (_options.Port is null)
        {
            _socket?.Dispose();
            _socket = null;
            Problem = e.Message;
            LogNotServed(_logger, e.Message);
        }
    }

    /// <summary>Adds the endpoint to a server, if it has its port.</summary>
    public void AddTo(IWebHostBuilder host)
    {
        if (_socket is not { } socket)
        {
            return;
        }

        var at = (IPEndPoint)socket.LocalEndPoint!;
        host.UseSockets(transport => transport.CreateBoundListenSocket = endpoint =>
            endpoint.Equals(at) ? socket : SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint));
        host.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.Http2.MaxStreamsPerConnection = MostStreamsPerConnection;
            kestrel.Listen(at, listen =>
            {
                listen.Protocols = HttpProtocols.Http1AndHttp2;
                listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => new ValueTask<SslServerAuthenticationOptions>(Handshake()) });
                listen.Use(next => connection => IdentifyAsync(connection, next));
            });
        });
    }

    /// <summary>What the admin's clients need; null when the endpoint is not served.</summary>
    public HttpsAccess? Access()
    {
        if (Address is null)
        {
            return null;
        }

        Identity.Ensure();
        return new HttpsAccess(Address, Identity.Authority.Certificate, Identity.Admin.Certificate, Identity.Admin.Key);
    }

    public void Dispose() => _socket?.Dispose();

    // Any certificate may be shown here; what it is worth is decided once the connection stands, so that a stranger gets an answer.
    private SslServerAuthenticationOptions Handshake() => new()
    {
        ServerCertificateContext = Identity.Ensure(),
        ClientCertificateRequired = true,
#pragma warning disable CA5359 // see above: Identify looks at the chain
        RemoteCertificateValidationCallback = static (_, _, _, _) => true,
#pragma warning restore CA5359
        ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
        AllowTlsResume = false, // a resumed session would not show the client's certificate again
    };

    private Task IdentifyAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var shown = connection.Features.Get<ITlsConnectionFeature>()?.ClientCertificate;
        connection.Features.Set(Identity.Identify(shown));
        return next(connection);
    }

    private int? ReadPort() => OnFile("read from", file =>
        File.Exists(file) && int.TryParse(File.ReadAllText(file), NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var port)
        && port is > 0 and <= ushort.MaxValue
            ? port
            : (int?)null);

    private void Keep(int port) => OnFile("kept in", file =>
    {
        File.WriteAllText(file, port.ToString(CultureInfo.InvariantCulture) + "\n");
        return port;
    });

    private T OnFile<T>(string done, Func<string, T> act)
    {
        var file = Path.Combine(_options.Folder, "https-port");
        try
        {
            return act(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"HTTPS is not served, for its port cannot be {done} {file}: {e.Message}", e);
        }
    }

    // Instances look in different places, so that one that is away for a moment finds its port free again.
    private static int Offset(string instance) => instance == "default"
        ? 0
        : BinaryPrimitives.ReadUInt16LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(instance))) % PortsOfInstances;

    private static Socket TakeFree(int first)
    {
        for (var port = first; port < first + PortsTried; port++)
        {
            try
            {
                return Take(port);
            }
            catch (IOException e) when (e.InnerException is SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse })
            {
                // the next one
            }
        }

        return Take(0);
    }

    private static Socket Take(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            socket.Listen(); // a port is only ours once it listens
            return socket;
        }
        catch (SocketException e)
        {
            socket.Dispose();
            var why = e.SocketErrorCode == SocketError.AddressAlreadyInUse ? "another program listens there" : e.Message;
            throw new IOException($"HTTPS cannot be served on 127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}: {why}; choose another port with: localpods daemon --https-port", e);
        }
    }

    [LoggerMessage(3011, LogLevel.Warning, "{Problem}")]
    private static partial void LogNotServed(ILogger logger, string problem);
}
