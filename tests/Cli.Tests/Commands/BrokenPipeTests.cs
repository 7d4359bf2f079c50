using LocalPods.Cli.Commands;

namespace LocalPods.Cli.Tests.Commands;

/// <summary><c>localpods get pods -w | head</c>: the reader leaves before the command does.</summary>
public sealed class BrokenPipeTests : CommandTest
{
    [Fact]
    public void A_command_whose_reader_went_away_ends_as_SIGPIPE_would_have_it_and_says_nothing()
    {
        Api.On("GET /api/v1/namespaces/default/pods", """{"kind":"PodList","apiVersion":"v1","metadata":{},"items":[]}""");
        Run("get", "pods", "-o", "json").ShouldBe(new(141, "", ""));
    }

    private protected override CliEnvironment Environment(Stream output, TextWriter error, Stream errorBytes, string input) =>
        base.Environment(output, error, errorBytes, input) with { Out = new StreamWriter(new ClosedPipe()) { AutoFlush = true } };

    private sealed class ClosedPipe : MemoryStream
    {
        private const int Epipe = 32;

        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("write stdout: Broken pipe", Epipe);

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));
    }
}
