using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LocalPods.Orchestrator.Server.Access;

/// <summary>A certificate and its key, each in a file that only this user may read.</summary>
/// <param name="Certificate">Path of the PEM file.</param>
/// <param name="Key">Path of the PEM file with the private key.</param>
internal sealed record CertificateFiles(string Certificate, string Key)
{
    /// <summary>The two files of a name in a folder.</summary>
    public static CertificateFiles In(string folder, string name) => new(Path.Combine(folder, name + ".crt"), Path.Combine(folder, name + ".key"));

    /// <summary>The certificate with its key; null when there is none, or the files do not belong together or cannot be read.</summary>
    public X509Certificate2? Read()
    {
        try
        {
            return X509Certificate2.CreateFromPemFile(Certificate, Key);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Replaces both files. A crash in between leaves a pair that does not belong together, which reads as none.</summary>
    public void Write(X509Certificate2 certificate, ECDsa key)
    {
        PrivateFile.Replace(Key, key.ExportPkcs8PrivateKeyPem());
        PrivateFile.Replace(Certificate, certificate.ExportCertificatePem());
    }
}
