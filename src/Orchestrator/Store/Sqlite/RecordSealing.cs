using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;

namespace LocalPods.Orchestrator.Store.Sqlite;

/// <summary>Encrypts the rows of kinds that hold secrets, with a key that lies beside the store in a file of mode 0600.</summary>
/// <remarks>
/// AES-256-GCM, bound to the key and the revision of the row, so that no row can stand for another. The key is made with the
/// first row that needs it; a key that is missing while there are such rows is never made anew. Used by one thread at a time.
/// </remarks>
internal sealed class RecordSealing(string storePath) : IDisposable
{
    private const byte Form = 1; // JSON begins with a brace, so forms cannot be taken for it
    private const int KeySize = 32;
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private const int Overhead = 1 + NonceSize + TagSize;

    private static readonly FrozenSet<string> s_sealed = FrozenSet.Create(StringComparer.Ordinal, "secrets");

    private AesGcm? _key;

    /// <summary>Where the key of a store is.</summary>
    public string KeyPath { get; } = storePath + ".key";

    /// <summary>The object as it goes into the file.</summary>
    /// <exception cref="StoreException">The key cannot be made; nothing was written.</exception>
    public StoredObject Seal(StoredObject plain)
    {
        if (!s_sealed.Contains(plain.Key.Resource))
        {
            return plain;
        }

        _key ??= ReadKey() ?? MakeKey();
        var json = plain.Json.Span;
        var bytes = new byte[Overhead + json.Length];
        bytes[0] = Form;
        var nonce = bytes.AsSpan(1, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        _key.Encrypt(nonce, json, bytes.AsSpan(Overhead), bytes.AsSpan(1 + NonceSize, TagSize), BoundTo(plain));
        return new StoredObject(plain.Key, plain.Revision, bytes);
    }

    /// <summary>The object as it was before it went into the file.</summary>
    /// <exception cref="StoreException"><see cref="StoreFailure.Unusable"/>: the key is missing, or another one.</exception>
    public StoredObject Unseal(StoredObject stored)
    {
        if (!s_sealed.Contains(stored.Key.Resource))
        {
            return stored;
        }

        _key ??= ReadKey() ?? throw Unusable($"its secrets are encrypted, and their key {KeyPath} is missing", null);
        var bytes = stored.Json.Span;
        if (bytes.Length < Overhead || bytes[0] != Form)
        {
            throw SqliteFailures.Damaged(storePath, $"it is damaged (revision {stored.Revision} is not encrypted as secrets are)", null);
        }

        var json = new byte[bytes.Length - Overhead];
        try
        {
            _key.Decrypt(bytes.Slice(1, NonceSize), bytes[Overhead..], bytes.Slice(1 + NonceSize, TagSize), json, BoundTo(stored));
        }
        catch (AuthenticationTagMismatchException e)
        {
            throw Unusable($"{KeyPath} is not the key that its secrets were encrypted with", e);
        }

        return new StoredObject(stored.Key, stored.Revision, json);
    }

    public void Dispose() => _key?.Dispose();

    private AesGcm? ReadKey()
    {
        try
        {
            var bytes = File.ReadAllBytes(KeyPath);
            return bytes.Length == KeySize
                ? new AesGcm(bytes, TagSize)
                : throw Unusable($"{KeyPath} is no key: it has {bytes.Length} bytes and not {KeySize}", null);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable($"the key of its secrets cannot be read: {e.Message}", e);
        }
    }

    // Under another name first, and on the disk before anything is encrypted with it.
    private AesGcm MakeKey()
    {
        var bytes = RandomNumberGenerator.GetBytes(KeySize);
        var young = KeyPath + ".new";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            File.Delete(young);
            using (var file = new FileStream(young, options))
            {
                file.Write(bytes);
                file.Flush(flushToDisk: true);
            }

            File.Move(young, KeyPath);
            return new AesGcm(bytes, TagSize);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreException(
                StoreFailure.Unusable, $"nothing was written to the store {storePath}: the key {KeyPath} for its secrets cannot be made: {e.Message}", e);
        }
    }

    private static byte[] BoundTo(StoredObject row)
    {
        var (resource, @namespace, name) = (row.Key.Resource, row.Key.Namespace, row.Key.Name);
        var bytes = new byte[sizeof(long) + Encoding.UTF8.GetByteCount(resource) + Encoding.UTF8.GetByteCount(@namespace) + Encoding.UTF8.GetByteCount(name) + 2];
        BinaryPrimitives.WriteInt64BigEndian(bytes, row.Revision);
        var at = sizeof(long);
        at += Encoding.UTF8.GetBytes(resource, bytes.AsSpan(at)) + 1;
        at += Encoding.UTF8.GetBytes(@namespace, bytes.AsSpan(at)) + 1;
        Encoding.UTF8.GetBytes(name, bytes.AsSpan(at));
        return bytes;
    }

    private StoreException Unusable(string what, Exception? inner) =>
        SqliteFailures.Unusable(storePath, what, "Put the right key there, or move the store away to start with an empty one", inner);
}
