using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using LocalPods.Api.Core;

namespace LocalPods.Cli.Commands.Create;

/// <summary><c>create secret tls</c>.</summary>
internal sealed class TlsSecretGenerator() : SecretGenerator("tls", "Create a TLS secret")
{
    protected override string Examples => """
          # A certificate with its key
          localpods create secret tls web --cert=web.crt --key=web.key
        """;

    protected override IReadOnlyList<Flag> Flags => [Flag.Text("cert", "File of the certificate, PEM"), Flag.Text("key", "File of its private key, PEM")];

    protected override JsonObject Build(Invocation invocation)
    {
        var (name, cert, key) = (NameOf(invocation), invocation.Flags.Text("cert"), invocation.Flags.Text("key"));
        if (cert.Length == 0 || key.Length == 0)
        {
            throw CommandException.Error("key and cert must be specified");
        }

        var (certificate, secret) = (FileBytes.Read(cert, "open "), FileBytes.Read(key, "open "));
        Check(Encoding.UTF8.GetString(certificate), Encoding.UTF8.GetString(secret));
        return Secret(
            name, SecretTypes.Tls, [KeyValuePair.Create(SecretTypes.TlsCertificateKey, certificate), KeyValuePair.Create(SecretTypes.TlsPrivateKey, secret)]);
    }

    private static void Check(string certificate, string key)
    {
        foreach (var (text, what) in new[] { (certificate, "certificate"), (key, "key") })
        {
            if (!PemEncoding.TryFind(text, out _))
            {
                throw CommandException.Error($"tls: failed to find any PEM data in {what} input");
            }
        }

        try
        {
            X509Certificate2.CreateFromPem(certificate, key).Dispose();
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw CommandException.Error("tls: private key does not match public key");
        }
    }
}
