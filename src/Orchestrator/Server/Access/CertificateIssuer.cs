using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LocalPods.Orchestrator.Server.Access;

/// <summary>Makes the certificates of an instance: elliptic curve keys, which take a millisecond.</summary>
internal static class CertificateIssuer
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    /// <summary>Clocks of clients may be behind.</summary>
    private static readonly TimeSpan s_clockSkew = TimeSpan.FromHours(1);

    /// <summary>The names and addresses under which clients reach an API server, on this machine and in pods.</summary>
    private static readonly ImmutableArray<string> s_serverNames =
        ["localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local"];

    private static readonly ImmutableArray<IPAddress> s_serverAddresses = [IPAddress.Loopback, IPAddress.IPv6Loopback, new([10, 96, 0, 1])];

    /// <summary>A new authority, signed by itself.</summary>
    public static void IssueAuthority(CertificateFiles files, string name, TimeSpan lasts, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = Request($"CN={name}", key);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign | X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        using var certificate = request.CreateSelfSigned(now - s_clockSkew, now + lasts);
        files.Write(certificate, key);
    }

    /// <summary>A certificate for the server.</summary>
    public static void IssueServer(CertificateFiles files, X509Certificate2 authority, TimeSpan lasts, DateTimeOffset now)
    {
        var names = new SubjectAlternativeNameBuilder();
        foreach (var name in s_serverNames)
        {
            names.AddDnsName(name);
        }

        foreach (var address in s_serverAddresses)
        {
            names.AddIpAddress(address);
        }

        Issue(files, authority, "CN=localpods", ServerAuthentication, names, lasts, now);
    }

    /// <summary>A certificate by which a client shows who it is: the common name is the user, organizations are groups.</summary>
    public static void IssueClient(CertificateFiles files, X509Certificate2 authority, Caller caller, TimeSpan lasts, DateTimeOffset now) =>
        Issue(files, authority, $"CN={caller.Name}, O={caller.Groups[0]}", ClientAuthentication, null, lasts, now);

    private static void Issue(
        CertificateFiles files, X509Certificate2 authority, string subject, string purpose, SubjectAlternativeNameBuilder? names, TimeSpan lasts, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = Request(subject, key);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        if (names is not null)
        {
            request.CertificateExtensions.Add(names.Build());
        }

        var end = now + lasts;
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] &= 0x7F; // a serial number is positive
        using var certificate = request.Create(authority, now - s_clockSkew, end < authority.NotAfter ? end : authority.NotAfter, serial);
        files.Write(certificate, key);
    }

    private static CertificateRequest Request(string subject, ECDsa key) => new(subject, key, HashAlgorithmName.SHA256);
}
