using System.Text.Json;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Output;

/// <summary>A Table of the server, or a plain object shown as one.</summary>
/// <param name="Columns">Null in the later events of a watch: as before.</param>
/// <param name="Rows">In the server's order.</param>
/// <param name="ResourceVersion">Where a watch goes on.</param>
internal sealed record TableAnswer(IReadOnlyList<TableColumn>? Columns, List<TableRow> Rows, string ResourceVersion)
{
    private static readonly TableColumn[] Plain = [new("Name", 0), new("Created At", 0)];

    public static TableAnswer Read(JsonElement answer)
    {
        var version = answer.Field("metadata").Text("resourceVersion");
        if (answer.Text("kind") != "Table")
        {
            return new(Plain, [.. Objects(answer).Select(PlainRow)], version);
        }

        List<TableColumn>? columns = null;
        var definitions = answer.Field("columnDefinitions");
        if (definitions.ValueKind == JsonValueKind.Array && definitions.GetArrayLength() > 0)
        {
            columns = [];
            foreach (var column in definitions.EnumerateArray())
            {
                columns.Add(new(column.Text("name"), (int)(column.Field("priority").Number() ?? 0)));
            }
        }

        var rows = new List<TableRow>();
        foreach (var row in answer.Field("rows").Items())
        {
            var cells = new List<string>();
            foreach (var cell in row.Field("cells").Items())
            {
                cells.Add(cell.ValueKind == JsonValueKind.Null ? "<none>" : cell.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? cell.GetRawText() : cell.Text());
            }

            rows.Add(new(cells, row.Field("object")));
        }

        return new(columns, rows, version);
    }

    private static IEnumerable<JsonElement> Objects(JsonElement answer) =>
        answer.Field("items").ValueKind == JsonValueKind.Array ? answer.Field("items").Items() : [answer];

    private static TableRow PlainRow(JsonElement item) =>
        new([item.Field("metadata").Text("name"), item.Field("metadata").Text("creationTimestamp")], item);
}
