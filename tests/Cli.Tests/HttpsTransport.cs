using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LocalPods.Cli.Tests;

/// <summary>
/// With LOCALPODS_TEST_OVER=https every test of a command runs against an API server that a kubeconfig names, and there is no socket: the
/// same tests show that the command is a client of any Kubernetes API. Tests about the daemon of an instance say so by a trait.
/// </summary>
public static class HttpsTransport
{
    private static readonly Lazy<(X509Certificate2 Authority, X509Certificate2 Server)> s_certificates = new(Make);

    public static bool IsWanted { get; } = Environment.GetEnvironmentVariable("LOCALPODS_TEST_OVER") == "https";

    public static X509Certificate2 ServerCertificate => s_certificates.Value.Server;

    /// <summary>What a user who comes from outside needs.</summary>
    /// <param name="port">Of the server on the loopback address.</param>
    public static string Kubeconfig(int port) => $$"""
        apiVersion: v1
        kind: Config
        current-context: other
        contexts:
        - name: other
          context: {cluster: nosuch, user: nosuch}
        - name: tested
          context: {cluster: tested, user: tested}
        clusters:
        - name: tested
          cluster:
            server: https://127.0.0.1:{{port}}
            certificate-authority-data: {{Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(s_certificates.Value.Authority.ExportCertificatePem()))}}
        users:
        - name: tested
          user: {token: of-the-tests}
        """;

    private static (X509Certificate2, X509Certificate2) Make()
    {
        var (from, to) = (DateTimeOffset.UnixEpoch, new DateTimeOffset(2200, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authority = new CertificateRequest("CN=test-ca", authorityKey, HashAlgorithmName.SHA256);
        authority.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        authority.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        var root = authority.CreateSelfSigned(from, to);

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var server = new CertificateRequest("CN=test-server", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        server.CertificateExtensions.Add(names.Build());
        using var signed = server.Create(root, from, to, [1, 2, 3, 4]);
        return (root, signed.CopyWithPrivateKey(key));
    }
}
