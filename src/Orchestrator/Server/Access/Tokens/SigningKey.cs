using System.Buffers.Text;
using System.Security.Cryptography;

namespace LocalPods.Orchestrator.Server.Access.Tokens;

/// <summary>
/// The key that signs the instance's tokens: an elliptic curve key, made when it is first needed, and then kept: tokens outlive daemons. A file
/// that cannot be read counts as none; taking it away ends all tokens.
/// </summary>
/// <param name="file">Made if missing, for this user only; null keeps the key in memory.</param>
internal sealed class SigningKey(string? file) : IDisposable
{
    private readonly Lock _gate = new();
    private ECDsa? _key;

    /// <summary>Names the key in tokens and among published keys.</summary>
    public string Id
    {
        get
        {
            lock (_gate)
            {
                return field ??= Base64Url.EncodeToString(SHA256.HashData(Ensure().ExportSubjectPublicKeyInfo()));
            }
        }
    }

    /// <summary>The public half: a point on the curve P-256.</summary>
    public ECPoint Public
    {
        get
        {
            lock (_gate)
            {
                return Ensure().ExportParameters(includePrivateParameters: false).Q;
            }
        }
    }

    /// <summary>A signature as JSON web tokens have it.</summary>
    public byte[] Sign(ReadOnlySpan<byte> data)
    {
        lock (_gate)
        {
            return Ensure().SignData(data, HashAlgorithmName.SHA256);
        }
    }

    public bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        lock (_gate)
        {
            return Ensure().VerifyData(data, signature, HashAlgorithmName.SHA256);
        }
    }

    public void Dispose() => _key?.Dispose();

    private ECDsa Ensure() => _key ??= Read() ?? Make();

    private ECDsa? Read()
    {
        if (file is null || !File.Exists(file))
        {
            return null;
        }

        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(file));
            return key;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            key.Dispose();
            return null;
        }
    }

    private ECDsa Make()
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        if (file is not null)
        {
            PrivateFile.CreateFolder(Path.GetDirectoryName(file)!);
            PrivateFile.Replace(file, key.ExportPkcs8PrivateKeyPem());
        }

        return key;
    }
}
