using System.Text;
using LocalPods.Orchestrator.Runtime;
using LocalPods.Runtime.Docker.Engine;
using LocalPods.Runtime.Docker.Streams;

namespace LocalPods.Runtime.Docker.Tests.Engine;

public sealed class StreamTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    public async Task Mixed_output_is_taken_apart_however_it_arrives(int bytesAtOnce)
    {
        byte[] sent = [.. FakeExchange.Piece(1, "out"), .. FakeExchange.Piece(2, "error"), .. FakeExchange.Piece(1, ""), .. FakeExchange.Piece(1, "more")];
        var reader = new MultiplexedReader(Slowly(sent, bytesAtOnce), raw: false, bufferBytes: 16);
        var (stdout, stderr) = ("", "");
        var buffer = new byte[4];
        while (await reader.ReadAsync(buffer, None) is (var source, > 0 and var count))
        {
            var text = Encoding.UTF8.GetString(buffer, 0, count);
            (stdout, stderr) = source == StandardStream.Stdout ? (stdout + text, stderr) : (stdout, stderr + text);
        }

        (stdout, stderr).ShouldBe(("outmore", "error"));
    }

    [Fact]
    public async Task Output_that_ends_inside_a_piece_is_a_failure()
    {
        var reader = new MultiplexedReader(Slowly(FakeExchange.Piece(1, "output")[..10], 100), raw: false, bufferBytes: 16);
        var buffer = new byte[100];
        (await reader.ReadAsync(buffer, None)).Count.ShouldBe(2);
        await Assert.ThrowsAsync<IOException>(async () => await reader.ReadAsync(buffer, None));
    }

    [Fact]
    public async Task The_engines_own_complaint_in_a_stream_is_a_failure_with_its_words()
    {
        var reader = new MultiplexedReader(Slowly(FakeExchange.Piece(3, "Error grabbing logs: gone\n"), 5), raw: false, bufferBytes: 16);
        (await Assert.ThrowsAsync<IOException>(async () => await reader.ReadAsync(new byte[10], None))).Message.ShouldBe("Error grabbing logs: gone");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100_000)]
    public async Task A_terminals_log_is_split_at_line_feeds_and_where_the_engine_cut_it(int bytesAtOnce)
    {
        var cut = new string('x', 16 * 1024);
        var text = $"2030-01-01T00:00:00.000000001Z one two\n2030-01-01T00:00:01Z {cut}2030-01-01T00:00:02.5Z rest\n2030-01-01T00:00:03Z tail";
        var log = new LogReader(new SlowStream(Slowly(Encoding.UTF8.GetBytes(text), bytesAtOnce)), tty: true);
        var read = new List<(double Second, string Text)>();
        while (await log.ReadAsync(None) is { } entry)
        {
            read.Add(((entry.Timestamp - new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero)).TotalSeconds, Encoding.UTF8.GetString(entry.Content.Span)));
        }

        read.ShouldBe([(0, "one two\n"), (1, cut), (2.5, "rest\n"), (3, "tail")]);
    }

    [Theory]
    [InlineData("2030-01-01T00:00:00Z", 0L)]
    [InlineData("2030-01-01T00:00:00.5Z", 5_000_000L)]
    [InlineData("2030-01-01T00:00:00.123456789Z", 1_234_567L)]
    public void Times_are_read_to_the_tick(string text, long ticks)
    {
        LogTime.TryParse(Encoding.ASCII.GetBytes(text), out var time).ShouldBeTrue();
        (time - new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero)).Ticks.ShouldBe(ticks);
    }

    [Fact]
    public async Task A_hijacked_connection_keeps_what_came_with_the_head_and_can_end_its_input()
    {
        await using var engine = new FakeEngine();
        using var client = new EngineClient(new EngineAddress.UnixSocket(engine.SocketPath), new EngineDeadlines(), TimeProvider.System);
        engine.On("POST", "/exec/e1/start", async e =>
        {
            var stream = await e.HijackAsync("early ");
            var input = await new StreamReader(stream).ReadToEndAsync(); // ends only when the client closes its direction
            await stream.WriteAsync(Encoding.UTF8.GetBytes($"late {input}"));
        });

        await using var connection = await client.StartExecAsync("e1", tty: true, "exec", None);
        await connection.WriteAsync("input"u8.ToArray(), None);
        await connection.CloseWriteAsync();

        var (said, buffer) = ("", new byte[3]);
        while (await connection.ReadAsync(buffer, None) is > 0 and var count)
        {
            said += Encoding.UTF8.GetString(buffer, 0, count);
        }

        said.ShouldBe("early late input");
        var request = engine.Asked("POST", "/exec/e1/start").Single();
        (request.Headers["upgrade"], request.Body).ShouldBe(("tcp", """{"Detach":false,"Tty":true}"""));
    }

    [Fact]
    public async Task A_refused_hijack_is_a_failure_with_the_engines_words()
    {
        await using var engine = new FakeEngine();
        using var client = new EngineClient(new EngineAddress.UnixSocket(engine.SocketPath), new EngineDeadlines(), TimeProvider.System);
        engine.On("POST", "/exec/e1/start", 409, """{"message":"Container is paused"}""");
        var failure = await Assert.ThrowsAsync<ContainerRuntimeException>(() => client.StartExecAsync("e1", tty: false, "exec in web", None));
        (failure.Failure, failure.Message).ShouldBe((RuntimeFailure.Conflict, "exec in web: Container is paused"));
    }

    private static Func<Memory<byte>, CancellationToken, ValueTask<int>> Slowly(byte[] bytes, int atOnce)
    {
        var at = 0;
        return (buffer, _) =>
        {
            var count = Math.Min(Math.Min(atOnce, buffer.Length), bytes.Length - at);
            bytes.AsMemory(at, count).CopyTo(buffer);
            at += count;
            return ValueTask.FromResult(count);
        };
    }

    private sealed class SlowStream(Func<Memory<byte>, CancellationToken, ValueTask<int>> read) : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => read(buffer, cancellationToken);
    }
}
