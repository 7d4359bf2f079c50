using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace LocalPods.Cli.Client;

/// <summary>Why a server's certificate is not believed, as Go's x509 package words it.</summary>
internal static class CertificateFault
{
    /// <param name="shown">What the server showed.</param>
    /// <param name="chain">How far it could be traced.</param>
    /// <param name="errors">What the platform found.</param>
    /// <param name="name">Name or address that was asked for.</param>
    /// <returns>Null when nothing is wrong.</returns>
    public static string? Of(X509Certificate2? shown, X509Chain? chain, SslPolicyErrors errors, string name)
    {
        if (errors == SslPolicyErrors.None)
        {
            return null;
        }

        if (shown is null)
        {
            return "x509: the server showed no certificate";
        }

        // Go looks at the name before it looks for who signed.
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            return $"x509: certificate is valid for {ValidFor(shown, System.Net.IPAddress.TryParse(name, out _))}, not {name}";
        }

        if (chain?.ChainStatus.Any(s => s.Status == X509ChainStatusFlags.NotTimeValid) == true)
        {
            var now = TimeProvider.System.GetUtcNow();
            var end = shown.NotAfter.ToUniversalTime();
            return $"x509: certificate has expired or is not yet valid: current time {Time(now)} is {(now > end ? $"after {Time(end)}" : $"before {Time(shown.NotBefore.ToUniversalTime())}")}";
        }

        return "x509: certificate signed by unknown authority";
    }

    private static string ValidFor(X509Certificate2 shown, bool address)
    {
        var names = shown.Extensions.OfType<X509SubjectAlternativeNameExtension>().ToList();
        return string.Join(", ", address ? names.SelectMany(n => n.EnumerateIPAddresses()).Select(a => a.ToString()) : names.SelectMany(n => n.EnumerateDnsNames()));
    }

    private static string Time(DateTimeOffset at) => at.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
