using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace LocalPods.Orchestrator.Store.Sqlite;

/// <summary>One row of the log.</summary>
/// <param name="Type">What happened, as its number in the file.</param>
/// <param name="Object">As it is after the write; of a removal the last content.</param>
/// <param name="Previous">Revision of the row that this one replaces; null for an addition.</param>
/// <param name="Expires">Unix time in ms; null for never.</param>
internal readonly record struct RevisionRow(StoreChangeType Type, StoredObject Object, long? Previous, long? Expires)
{
    /// <summary>Over everything in the row: SQLite notices damage to its pages, not to what they carry.</summary>
    public uint Checksum()
    {
        var crc = Add(Add(Add(~0u, Object.Key.Resource), Object.Key.Namespace), Object.Key.Name);
        crc = BitOperations.Crc32C(crc, (ulong)Object.Revision);
        crc = BitOperations.Crc32C(crc, (ulong)Type);
        crc = BitOperations.Crc32C(crc, (ulong)(Previous ?? -1));
        crc = BitOperations.Crc32C(crc, (ulong)(Expires ?? -1));
        return ~Add(crc, Object.Json.Span);
    }

    private static uint Add(uint crc, string text)
    {
        Span<byte> small = stackalloc byte[512];
        var length = Encoding.UTF8.GetMaxByteCount(text.Length);
        var bytes = length <= small.Length ? small : new byte[length];
        return BitOperations.Crc32C(Add(crc, bytes[..Encoding.UTF8.GetBytes(text, bytes)]), (byte)0);
    }

    private static uint Add(uint crc, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        foreach (var b in bytes)
        {
            crc = BitOperations.Crc32C(crc, b);
        }

        return crc;
    }
}
