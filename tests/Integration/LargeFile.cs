using System.Buffers.Binary;

namespace LocalPods.Integration;

/// <summary>A file of a gigabyte to be copied, whose pieces are numbered so that a lost, doubled or misplaced one is noticed.</summary>
internal static class LargeFile
{
    public const long Gigabyte = 1_000_000_000;

    /// <summary>Far less than what goes through, and more than what a process takes and gives back by itself.</summary>
    public const long MostGrowth = 64 * 1024 * 1024;

    private const int PieceBytes = 100_000;

    /// <summary>A pod whose folder <c>/data</c> is memory, so that copying does not wait for a disk.</summary>
    public static string Pod(string name) => $$"""
        apiVersion: v1
        kind: Pod
        metadata: {name: {{name}}}
        spec:
          terminationGracePeriodSeconds: 1
          containers:
          - {name: main, image: "busybox:1.32.0", command: ["sleep", "100000"], volumeMounts: [{name: data, mountPath: /data}]}
          volumes:
          - name: data
            emptyDir: {medium: Memory}
        """;

    public static void Write(string path, long bytes)
    {
        using var file = File.Create(path);
        file.SetLength(bytes);
        var number = new byte[sizeof(int)];
        for (var piece = 0; piece < bytes / PieceBytes; piece++)
        {
            file.Position = (long)piece * PieceBytes;
            BinaryPrimitives.WriteInt32LittleEndian(number, piece + 1);
            file.Write(number);
        }
    }

    /// <summary>Fails when what is written to it is not the file.</summary>
    internal sealed class Check(long bytes) : MemoryStream
    {
        private readonly byte[] _piece = new byte[PieceBytes];
        private long _seen;

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            while (!buffer.IsEmpty)
            {
                var at = (int)(_seen % PieceBytes);
                var part = buffer[..Math.Min(buffer.Length, PieceBytes - at)];
                BinaryPrimitives.WriteInt32LittleEndian(_piece, (int)(_seen / PieceBytes) + 1);
                part.SequenceEqual(_piece.AsSpan(at, part.Length)).ShouldBeTrue($"something else than was written within the {part.Length} bytes after {_seen}");
                _seen += part.Length;
                buffer = buffer[part.Length..];
            }
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Write(buffer.Span);
            return ValueTask.CompletedTask;
        }

        /// <summary>Fails when something is missing.</summary>
        public void ShouldBeWhole() => _seen.ShouldBe(bytes);
    }
}
