using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace LocalPods.Orchestrator.Server.Access;

/// <summary>
/// The certificates of an instance in its own folder: the authority, the server's, the admin's. They are made when they are first
/// needed, and made anew when a third of their time is left: whoever
/// reads them from their files never sees one that has ended.
/// </summary>
/// <param name="folder">Made if missing, for this user only.</param>
/// <param name="instance">For the authority's name.</param>
/// <param name="clock">Decides when a certificate is due.</param>
/// <param name="logger">Told of every certificate made.</param>
internal sealed partial class InstanceIdentity(string folder, string instance, TimeProvider clock, ILogger logger)
{
    private static readonly TimeSpan s_authorityLasts = TimeSpan.FromDays(3650);
    private static readonly TimeSpan s_certificateLasts = TimeSpan.FromDays(365);

    private readonly Lock _gate = new();
    private X509Certificate2? _authority;
    private X509Certificate2? _server;
    private X509Certificate2? _admin;
    private SslStreamCertificateContext? _serverContext;

    public CertificateFiles Authority { get; } = CertificateFiles.In(folder, "ca");

    public CertificateFiles Server { get; } = CertificateFiles.In(folder, "server");

    public CertificateFiles Admin { get; } = CertificateFiles.In(folder, "admin");

    /// <summary>Makes what is missing or due.</summary>
    /// <returns>What the server shows to clients.</returns>
    public SslStreamCertificateContext Ensure()
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            PrivateFile.CreateFolder(folder);
            var authority = Ensure(ref _authority, Authority, null, now, f => CertificateIssuer.IssueAuthority(f, $"localpods {instance}", s_authorityLasts, now));
            Ensure(ref _admin, Admin, authority, now, f => CertificateIssuer.IssueClient(f, authority, Caller.Owner, s_certificateLasts, now));
            var before = _server;
            var server = Ensure(ref _server, Server, authority, now, f => CertificateIssuer.IssueServer(f, authority, s_certificateLasts, now));
            return _serverContext = _serverContext is not null && before == server
                ? _serverContext
                : SslStreamCertificateContext.Create(server, additionalCertificates: null, offline: true);
        }
    }

    /// <summary>The authority's certificate, made if there is none.</summary>
    public string AuthorityPem()
    {
        if (!File.Exists(Authority.Certificate))
        {
            Ensure();
        }

        return File.ReadAllText(Authority.Certificate);
    }

    /// <summary>Who shows this certificate; nobody known when another authority signed it or its time is not now.</summary>
    public Caller Identify(X509Certificate2? certificate)
    {
        if (certificate is null)
        {
            return Caller.Anonymous;
        }

        Ensure();
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(_authority!);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = clock.GetUtcNow().UtcDateTime;
        chain.ChainPolicy.ApplicationPolicy.Add(new("1.3.6.1.5.5.7.3.2"));
        return chain.Build(certificate) ? Named(certificate) : Caller.Anonymous;
    }

    private static Caller Named(X509Certificate2 certificate)
    {
        var name = "";
        var groups = ImmutableArray.CreateBuilder<string>();
        foreach (var part in certificate.SubjectName.EnumerateRelativeDistinguishedNames())
        {
            switch (part.GetSingleElementType().Value)
            {
                case "2.5.4.3":
                    name = part.GetSingleElementValue() ?? "";
                    break;
                case "2.5.4.10":
                    groups.Add(part.GetSingleElementValue() ?? "");
                    break;
                default: // other parts of a name mean nothing here
                    break;
            }
        }

        groups.Add("system:authenticated");
        return name.Length > 0 ? new Caller(name, groups.DrainToImmutable()) : Caller.Anonymous;
    }

    private X509Certificate2 Ensure(ref X509Certificate2? known, CertificateFiles files, X509Certificate2? authority, DateTimeOffset now, Action<CertificateFiles> issue)
    {
        known ??= files.Read();
        if (known is null || IsDue(known, now) || (authority is not null && !IsFrom(known, authority)))
        {
            issue(files);
            known = files.Read() ?? throw new IOException($"the certificate just written to {files.Certificate} cannot be read");
            LogIssued(logger, files.Certificate, known.NotAfter.ToUniversalTime());
        }

        return known;
    }

    // A third of the time is left, or it has not begun: the clock was wrong when it was made.
    private static bool IsDue(X509Certificate2 certificate, DateTimeOffset now)
    {
        var (from, to) = (certificate.NotBefore.ToUniversalTime(), certificate.NotAfter.ToUniversalTime());
        return now.UtcDateTime < from || now.UtcDateTime > to - ((to - from) / 3);
    }

    private static bool IsFrom(X509Certificate2 certificate, X509Certificate2 authority)
    {
        var signer = certificate.Extensions.OfType<X509AuthorityKeyIdentifierExtension>().FirstOrDefault()?.KeyIdentifier;
        var own = authority.Extensions.OfType<X509SubjectKeyIdentifierExtension>().FirstOrDefault()?.SubjectKeyIdentifierBytes;
        return signer is { } s && own is { } o && s.Span.SequenceEqual(o.Span);
    }

    [LoggerMessage(3010, LogLevel.Information, "Made the certificate {File}, valid until {End:u}")]
    private static partial void LogIssued(ILogger logger, string file, DateTime end);
}
