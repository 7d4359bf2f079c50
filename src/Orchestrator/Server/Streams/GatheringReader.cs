using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Server.Streams;

/// <summary>
/// Reads the output of a container so that much of it goes in large pieces: a command that writes a few KB at a time is as fast as the engine, but
/// each piece would wake everybody on the way. While much comes, it is left to gather for a moment. One reader.
/// </summary>
/// <param name="stream">Of the container.</param>
/// <param name="clock">Measures and pauses.</param>
internal sealed class GatheringReader(IContainerStream stream, TimeProvider clock)
{
    /// <summary>What somebody who types or reads does not reach: 12 MB a second.</summary>
    private const long Much = 128 * 1024;
    private static readonly TimeSpan s_window = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(1);

    private long _since = clock.GetTimestamp();
    private long _bytes;
    private bool _comesMuch;
    private bool _hadToWait;

    /// <inheritdoc cref="IContainerStream.ReadAsync"/>
    public async ValueTask<(StandardStream Source, int Count)> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (_comesMuch && _hadToWait)
        {
            await Task.Delay(s_pause, clock, cancellationToken);
        }

        var reading = stream.ReadAsync(buffer, cancellationToken);
        _hadToWait = !reading.IsCompleted; // all that had gathered is read
        var read = await reading;
        Note(read.Count);
        return read;
    }

    private void Note(int count)
    {
        _bytes += count;
        var passed = clock.GetElapsedTime(_since);
        if (passed >= s_window)
        {
            _comesMuch = _bytes * s_window.Ticks >= Much * passed.Ticks;
            (_since, _bytes) = (clock.GetTimestamp(), 0);
        }
    }
}
