using LocalPods.Orchestrator.Runtime;
using LocalPods.Orchestrator.Server.Streams;

namespace LocalPods.Orchestrator.Tests.Server;

/// <summary>Output that comes in pieces of 4 KB, in virtual time.</summary>
public sealed class GatheringReaderTests
{
    private const int Piece = 4096;
    private const int Pieces = 10_000;

    [Fact]
    public void Much_that_comes_in_small_pieces_is_read_in_large_ones() => Simulation.Run(1, async simulation =>
    {
        var (reads, latest) = await ReadAllAsync(simulation.Clock, TimeSpan.FromMicroseconds(80)); // 50 MB a second
        reads.ShouldBeLessThan(Pieces / 4);
        latest.ShouldBeLessThan(TimeSpan.FromMilliseconds(2));
    });

    [Fact]
    public void What_somebody_looks_at_is_read_as_it_comes() => Simulation.Run(1, async simulation =>
    {
        var (reads, latest) = await ReadAllAsync(simulation.Clock, TimeSpan.FromMilliseconds(1)); // 4 MB a second
        reads.ShouldBe(Pieces);
        latest.ShouldBe(TimeSpan.Zero);
    });

    // How many reads it took, and how late the latest piece was read.
    private static async Task<(int Reads, TimeSpan Latest)> ReadAllAsync(TimeProvider clock, TimeSpan each)
    {
        await using var stream = new Output(clock, each);
        var reader = new GatheringReader(stream, clock);
        var buffer = new byte[1024 * 1024];
        for (var (reads, read, latest) = (0, 0, TimeSpan.Zero); ;)
        {
            var (_, count) = await reader.ReadAsync(buffer, CancellationToken.None);
            if (count == 0)
            {
                return (reads, latest);
            }

            var late = clock.GetUtcNow() - stream.WrittenAt(read / Piece);
            (reads, read, latest) = (reads + 1, read + count, late > latest ? late : latest);
        }
    }

    /// <summary>Writes a piece now and then.</summary>
    private sealed class Output(TimeProvider clock, TimeSpan each) : IContainerStream
    {
        private readonly DateTimeOffset _start = clock.GetUtcNow();
        private int _read;

        public DateTimeOffset WrittenAt(int piece) => _start + (each * (piece + 1));

        public async ValueTask<(StandardStream Source, int Count)> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
        {
            if (_read < Pieces && WrittenAt(_read) is var next && next > clock.GetUtcNow())
            {
                await Task.Delay(next - clock.GetUtcNow(), clock, cancellationToken);
            }

            var there = Math.Min(Pieces, (int)((clock.GetUtcNow() - _start) / each));
            var count = there - _read;
            _read = there;
            return (StandardStream.Stdout, count * Piece);
        }

        public ValueTask WriteStdinAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask CloseStdinAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public Task ResizeAsync(TerminalSize size, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<int?> GetExitCodeAsync(CancellationToken cancellationToken) => Task.FromResult<int?>(0);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
