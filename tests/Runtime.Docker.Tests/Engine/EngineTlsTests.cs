using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using LocalPods.Orchestrator.Runtime;
using LocalPods.Runtime.Docker.Engine;

namespace LocalPods.Runtime.Docker.Tests.Engine;

public sealed class EngineTlsTests : IDisposable
{
    // One for all: no certificate may outlive the one that vouches for it.
    private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("localpods-tls-");
    private readonly X509Certificate2 _authority;
    private readonly X509Certificate2 _server;

    public EngineTlsTests()
    {
        _authority = Make("CN=authority", null, isAuthority: true);
        _server = Make("CN=127.0.0.1", _authority, isAuthority: false);
        using var client = Make("CN=client", _authority, isAuthority: false);
        Write("ca.pem", _authority.ExportCertificatePem());
        Write("cert.pem", client.ExportCertificatePem());
        Write("key.pem", client.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
    }

    public void Dispose()
    {
        _authority.Dispose();
        _server.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Both_sides_show_their_certificates()
    {
        var (address, served) = Serve(new TlsMaterial(_folder.FullName, Verify: true));
        using var client = new EngineClient(address, new EngineDeadlines(), TimeProvider.System);
        (await client.GetApiVersionAsync(CancellationToken.None)).ShouldBe(new Version(1, 43));
        (await served).ShouldBe("CN=client");
    }

    [Fact]
    public async Task An_engine_whose_certificate_is_not_trusted_is_not_spoken_to()
    {
        using var stranger = Make("CN=stranger", null, isAuthority: true);
        Write("ca.pem", stranger.ExportCertificatePem());
        var (address, served) = Serve(new TlsMaterial(_folder.FullName, Verify: true));
        using var client = new EngineClient(address, new EngineDeadlines(), TimeProvider.System);

        var failure = await Assert.ThrowsAsync<ContainerRuntimeException>(() => client.GetApiVersionAsync(CancellationToken.None));
        failure.Failure.ShouldBe(RuntimeFailure.Unavailable);
        failure.Message.ShouldContain("do not trust each other");
        (await served).ShouldBeNull();
    }

    [Fact]
    public async Task Unless_it_was_asked_not_to_look()
    {
        File.Delete(Path.Combine(_folder.FullName, "ca.pem"));
        var (address, _) = Serve(new TlsMaterial(_folder.FullName, Verify: false));
        using var client = new EngineClient(address, new EngineDeadlines(), TimeProvider.System);
        (await client.GetApiVersionAsync(CancellationToken.None)).ShouldBe(new Version(1, 43));
    }

    /// <summary>Answers one ping, and tells whose certificate the client showed; null when the two did not come together.</summary>
    private (EngineAddress Address, Task<string?> Served) Serve(TlsMaterial material)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return (new EngineAddress.Tcp("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port, material), ServeAsync(listener));
    }

    private async Task<string?> ServeAsync(TcpListener listener)
    {
        using (listener)
        {
            using var socket = await listener.AcceptTcpClientAsync();
            await using var stream = new SslStream(socket.GetStream());
            try
            {
                await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
                {
                    ServerCertificate = _server,
                    ClientCertificateRequired = true,
                    RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null,
                });
                await FakeRequest.ReadAsync(stream);
                await stream.WriteAsync("HTTP/1.1 200 OK\r\nApi-Version: 1.43\r\nContent-Length: 0\r\n\r\n"u8.ToArray());
                return stream.RemoteCertificate?.Subject;
            }
            catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException)
            {
                return null;
            }
        }
    }

    private X509Certificate2 Make(string subject, X509Certificate2? issuer, bool isAuthority)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, true));
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var (from, to) = (_now.AddDays(-1), _now.AddDays(1));
        if (issuer is null)
        {
            return request.CreateSelfSigned(from, to);
        }

        using var signed = request.Create(issuer, from, to, Encoding.ASCII.GetBytes(subject[^6..]));
        return signed.CopyWithPrivateKey(key);
    }

    private void Write(string name, string content) => File.WriteAllText(Path.Combine(_folder.FullName, name), content);
}
