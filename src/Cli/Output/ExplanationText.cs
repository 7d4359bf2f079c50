using System.Globalization;
using System.Text;
using System.Text.Json;
using LocalPods.Api.Durations;
using LocalPods.Cli.Client;
using LocalPods.Cli.Commands;
using LocalPods.Cli.Terminal;

namespace LocalPods.Cli.Output;

/// <summary>Draws an explanation of the daemon as a chain that leads from the pod down to its root cause.</summary>
internal sealed class ExplanationText(JsonElement explanation, TimeProvider clock, Paint paint)
{
    private const string Corner = "└─ ";
    private const string Under = "   ";
    private const string Rail = "│  ";
    private readonly StringBuilder _text = new();

    /// <summary>The whole, with a line feed at its end.</summary>
    public string Write()
    {
        var head = $"pod {explanation.Text("namespace")}/{explanation.Text("pod")} {Safe(explanation.Text("summary"))}";
        _text.Append(explanation.Field("ready").ValueKind == JsonValueKind.True ? paint.Green(head) : paint.Bold(head)).Append('\n');
        var links = explanation.Field("chain").Items().ToArray();
        for (var depth = 0; depth < links.Length; depth++)
        {
            WriteLink(links[depth], depth, isLast: depth == links.Length - 1);
        }

        WriteEnd();
        return _text.ToString();
    }

    private void WriteLink(JsonElement link, int depth, bool isLast)
    {
        var indent = string.Concat(Enumerable.Repeat(Under, depth));
        var says = Safe(link.Text("says"));
        _text.Append(paint.Dim(indent + Corner)).Append(isLast ? paint.Red(says) : says).Append('\n');
        var inner = indent + Under + (isLast ? Under : Rail) + " ";
        foreach (var line in Lines(link.Text("proof")))
        {
            _text.Append(paint.Dim(inner + line)).Append('\n');
        }

        foreach (var line in link.Field("lines").Items().Select(l => Safe(l.Text())))
        {
            _text.Append(paint.Dim($"{inner}> {line}")).Append('\n');
        }
    }

    private void WriteEnd()
    {
        var cause = explanation.Field("cause");
        if (cause.Exists())
        {
            _text.Append('\n');
            var field = cause.Text("field");
            WriteRow("Cause", cause.Text("code") + (field.Length > 0 ? $" ({Safe(field)})" : ""));
            WriteRow("Fix", paint.Green(Safe(cause.Text("fix"))));
        }

        if (NextTry() is { } wait)
        {
            WriteRow("Next try", wait);
        }

        foreach (var also in explanation.Field("also").Items())
        {
            WriteRow("Also", Safe(also.Text()));
        }

        foreach (var missing in explanation.Field("notKnown").Items())
        {
            WriteRow("Not known", Safe(missing.Text()));
        }
    }

    private string? NextTry() =>
        DateTimeOffset.TryParse(explanation.Text("nextTry"), CultureInfo.InvariantCulture, out var at)
            ? at - clock.GetUtcNow() is var left && left > TimeSpan.FromSeconds(1) ? $"in {ResourceAge.Format(left)}; at once with: localpods retry {Argument()}" : "now"
            : null;

    // The pod as commands take it.
    private string Argument() => explanation.Text("pod") + (explanation.Text("namespace") is var ns && ns != Invocation.DefaultNamespace ? $" -n {ns}" : "");

    private void WriteRow(string title, string text) => _text.Append(paint.Bold((title + ":").PadRight("Not known:".Length + 1))).Append(text).Append('\n');

    private static IEnumerable<string> Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => Safe(l.TrimEnd()));

    private static string Safe(string text) => SafeText.Escape(text);
}
