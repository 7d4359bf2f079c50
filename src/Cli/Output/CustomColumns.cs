using System.Text.Json;
using LocalPods.Api.JsonPaths;
using LocalPods.Cli.Commands;

namespace LocalPods.Cli.Output;

/// <summary>The columns of <c>-o custom-columns=NAME:.metadata.name,…</c>.</summary>
internal sealed record CustomColumns(IReadOnlyList<(string Heading, IReadOnlyList<JsonPathStep> Path)> Columns)
{
    /// <exception cref="CommandException">A column is not <c>HEADING:path</c>.</exception>
    public static CustomColumns Parse(string spec) => new([.. spec.Split(',').Select(Column)]);

    /// <summary>Headings on the first line, paths on the second, as a file holds them.</summary>
    public static CustomColumns ParseFile(string text)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var words = lines.Select(l => l.Split((char[])[' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries)).ToList();
        return words.Count >= 2 && words[0].Length == words[1].Length
            ? new([.. words[0].Zip(words[1], (heading, path) => (heading, Path(path)))])
            : throw CommandException.Error("a custom-columns file has headings on its first line and as many paths on its second");
    }

    public string Print(IReadOnlyList<JsonElement> items, bool withHeading)
    {
        var table = new ColumnWriter(minimum: 6, padding: 3);
        if (withHeading)
        {
            WriteRow(table, Columns.Select(c => c.Heading));
        }

        foreach (var item in items)
        {
            WriteRow(table, Columns.Select(c => Cell(item, c.Path)));
        }

        return table.ToString();
    }

    private static void WriteRow(ColumnWriter table, IEnumerable<string> cells)
    {
        table.Write(string.Join('\t', cells));
        table.Write("\n");
    }

    private static string Cell(JsonElement item, IReadOnlyList<JsonPathStep> path)
    {
        var values = JsonPathStep.Walk(item, path).ToList();
        return values.Count == 0 || values is [{ ValueKind: JsonValueKind.Null }] ? "<none>" : string.Join(',', values.Select(Text));
    }

    // Maps and lists the way Go prints them, which is what kubectl shows here.
    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => $"map[{string.Join(' ', Client.JsonFields.Sorted(value).Select(m => $"{m.Name}:{Text(m.Value)}"))}]",
        JsonValueKind.Array => $"[{string.Join(' ', value.EnumerateArray().Select(Text))}]",
        JsonValueKind.Null => "<nil>",
        _ => JsonOrder.ScalarText(value),
    };

    private static (string, IReadOnlyList<JsonPathStep>) Column(string spec)
    {
        var colon = spec.IndexOf(':', StringComparison.Ordinal);
        return colon >= 0
            ? (spec[..colon], Path(spec[(colon + 1)..]))
            : throw CommandException.Error($"unexpected custom-columns spec: {spec}, expected <header>:<json-path-expr>");
    }

    private static IReadOnlyList<JsonPathStep> Path(string text)
    {
        try
        {
            return JsonPathParser.Path(text);
        }
        catch (JsonPathException failure)
        {
            throw CommandException.Error(failure.Message);
        }
    }
}
