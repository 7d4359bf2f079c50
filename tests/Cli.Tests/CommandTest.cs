using System.Text;
using LocalPods.Cli.Commands;

namespace LocalPods.Cli.Tests;

/// <summary>Runs commands in this process, in a state directory of their own, against a <see cref="FakeApi"/>.</summary>
public abstract class CommandTest : IAsyncLifetime
{
    private FakeApi? _api;

    protected string Folder { get; } = Directory.CreateTempSubdirectory("lp-").FullName;

    /// <summary>A quarter past ten, the day the recorded objects are from.</summary>
    protected VirtualClock Clock { get; } = new(new DateTimeOffset(2026, 3, 3, 10, 15, 0, TimeSpan.Zero));

    /// <summary>How long completion waits: longer than any machine needs, unless a test wants to see the end of it.</summary>
    protected string CompletionTimeout { get; set; } = "1m";

    protected FakeApi Api => _api ?? throw new InvalidOperationException("the fake API has not been started");

    public virtual async Task InitializeAsync() => _api = await FakeApi.StartAsync(Folder);

    public virtual async Task DisposeAsync()
    {
        if (_api is not null)
        {
            await _api.DisposeAsync();
        }

        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Runs one command line.</summary>
    private protected CommandOutcome Run(params string[] words) => RunWith(input: "", words);

    private protected CommandOutcome RunWith(string input, params string[] words)
    {
        using var output = new MemoryStream();
        using var error = new StringWriter();
        using var errorBytes = new MemoryStream();
        var code = CommandLine.Run(Environment(output, error, errorBytes, input), words);
        return new(code, Encoding.UTF8.GetString(output.ToArray()), error + Encoding.UTF8.GetString(errorBytes.ToArray()));
    }

    /// <summary>Writes a manifest below <see cref="Folder"/>; its path.</summary>
    protected string Manifest(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    private protected virtual CliEnvironment Environment(Stream output, TextWriter error, Stream errorBytes, string input) => new()
    {
        Out = new StreamWriter(new Undisposed(output), new UTF8Encoding(false)),
        Error = error,
        OpenInput = () => new MemoryStream(Encoding.UTF8.GetBytes(input)),
        OpenOutput = () => new Undisposed(output),
        OpenError = () => new Undisposed(errorBytes),
        Variable = name => name switch
        {
            "LOCALPODS_STATE_DIR" => Folder,
            "LOCALPODS_COMPLETION_TIMEOUT" => CompletionTimeout,
            "LOCALPODS_CONTEXT" when HttpsTransport.IsWanted => "tested",
            "KUBECONFIG" when HttpsTransport.IsWanted => Path.Combine(Folder, "kubeconfig"),
            _ => null,
        },
        Clock = Clock,
        Privileged = false,
    };

    /// <summary>A stream that outlives those who dispose it.</summary>
    private sealed class Undisposed(Stream inner) : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);

        public override void Write(ReadOnlySpan<byte> buffer) => inner.Write(buffer);

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => inner.WriteAsync(buffer, offset, count, cancellationToken);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => inner.WriteAsync(buffer, cancellationToken);
    }
}

/// <summary>How a command ended.</summary>
internal sealed record CommandOutcome(int Code, string Output, string Error);
