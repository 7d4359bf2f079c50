using System.Buffers;
using System.Text;
using LocalPods.Runtime.Docker.Engine;

namespace LocalPods.Runtime.Docker.Streams;

/// <summary>Keeps the first 10 KiB of either output and reads the rest for nothing, so that the process is never held up.</summary>
internal sealed class CapturedOutput
{
    /// <summary>As the kubelet keeps of a probe.</summary>
    public const int LimitBytes = 10 * 1024;

    private readonly ArrayBufferWriter<byte> _stdout = new();
    private readonly ArrayBufferWriter<byte> _stderr = new();

    public string Error => Text(_stderr);

    public async Task ReadAllAsync(MultiplexedReader reader, CancellationToken cancellationToken)
    {
        var buffer = new byte[4096];
        while (await reader.ReadAsync(buffer, cancellationToken) is (var source, > 0 and var count))
        {
            var kept = source == StandardStream.Stderr ? _stderr : _stdout;
            kept.Write(buffer.AsSpan(0, Math.Min(count, LimitBytes - kept.WrittenCount)));
        }
    }

    /// <summary>Standard output, then standard error.</summary>
    public override string ToString() => Text(_stdout) + Text(_stderr);

    private static string Text(ArrayBufferWriter<byte> kept) => Encoding.UTF8.GetString(kept.WrittenSpan);
}
