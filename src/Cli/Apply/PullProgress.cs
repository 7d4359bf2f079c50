using System.Text.Json;
using System.Text.Json.Nodes;
using LocalPods.Api.Images;
using LocalPods.Cli.Client;
using LocalPods.Cli.Commands;
using LocalPods.Cli.Terminal;

namespace LocalPods.Cli.Apply;

/// <summary>
/// Shows, on a terminal behind stderr, how far the pulls of some images are: a line an image, redrawn in place. Shows nothing anywhere
/// else. A thread of its own reads them from the daemon; dispose it to leave the last lines where they are.
/// </summary>
internal sealed class PullProgress : IDisposable
{
    private const string Target = "/localpods/pulls";

    private static readonly string[] s_lists = ["initContainers", "containers"];

    private readonly Invocation _invocation;
    private readonly HashSet<string> _images;
    private readonly RedrawnLines? _lines;
    private readonly HashSet<string> _begun = new(StringComparer.Ordinal);
    private readonly ApiStream? _stream;
    private readonly Thread? _reader;

    private PullProgress(Invocation invocation, IEnumerable<string> images)
    {
        (_invocation, _images) = (invocation, [.. images]);
        if (_images.Count == 0 || invocation.Environment.ErrorScreen() is not { } screen || invocation.Environment.Variable("TERM") == "dumb")
        {
            return;
        }

        _lines = new RedrawnLines(invocation.Error, screen);
        try
        {
            _stream = invocation.Api.Open(new ApiRequest("GET", Target + "?watch=true"));
        }
        catch (ApiFailure)
        {
            return; // an older daemon, which cannot say
        }

        _reader = new Thread(Follow) { IsBackground = true, Name = "pull progress" };
        _reader.Start();
    }

    /// <summary>Begins to show the pulls of these images.</summary>
    public static PullProgress Begin(Invocation invocation, IEnumerable<string> images) => new(invocation, images);

    /// <summary>The images of a pod, each with its tag.</summary>
    public static IEnumerable<string> ImagesOf(JsonObject pod) =>
        s_lists.SelectMany(list => pod["spec"]?[list] as JsonArray ?? [])
            .Select(c => ImageReference.TryParse(c?["image"]?.ToString(), out var image, out _) ? image.Text : null)
            .OfType<string>();

    /// <summary>Writes something else to the terminal, above the lines.</summary>
    public void Aside(Action write)
    {
        if (_lines is null)
        {
            write();
        }
        else
        {
            _lines.Aside(write);
        }
    }

    public void Dispose()
    {
        if (_reader is null)
        {
            return;
        }

        _stream!.Abort();
        _reader.Join();
        _stream.Dispose();
        if (_begun.Count > 0)
        {
            Draw(JsonElement.Parse(_invocation.Api.Get(Target))); // how it ended
        }
    }

    private void Follow()
    {
        try
        {
            foreach (var change in WatchStream.Read(_stream!.Body))
            {
                Draw(change.Object);
            }
        }
        catch (Exception e) when (e is IOException or ApiFailure)
        {
            // The wait is over, or the daemon went away: whoever waits for the pods tells.
        }
    }

    // A pull that was over before is no news.
    private void Draw(JsonElement list)
    {
        var pulls = list.Field("pulls").Items().Where(p => _images.Contains(p.Text("image")))
            .Where(p => p.Text("phase") is "Waiting" or "Pulling" ? _begun.Add(p.Text("image")) || true : _begun.Contains(p.Text("image")))
            .GroupBy(p => p.Text("image")).Select(g => g.Last()).ToList();
        var width = pulls.Select(p => p.Text("image").Length).DefaultIfEmpty().Max();
        _lines!.Draw([.. pulls.Select(p => PullLine.Of(p, width, _invocation.ErrorColours))]);
    }
}
