using System.Text.Json;
using System.Text.Json.Nodes;
using LocalPods.Api.ApiExtensions;
using LocalPods.Api.Durations;
using LocalPods.Api.JsonPaths;
using LocalPods.Api.Meta;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Resources.Custom;

/// <summary>The columns of a custom kind: the name, then those of its definition, or else the age.</summary>
internal sealed class CustomColumns
{
    private static readonly CustomResourceColumnDefinition s_age =
        new() { Name = "Age", Type = "date", Description = "Time since the object was created.", JsonPath = ".metadata.creationTimestamp" };

    private readonly ImmutableArray<(string Type, IReadOnlyList<JsonPathStep>? Path)> _cells;

    public CustomColumns(ImmutableArray<CustomResourceColumnDefinition> columns)
    {
        ImmutableArray<CustomResourceColumnDefinition> all = columns.IsEmpty ? [s_age] : columns;
        Definitions =
        [
            Column.Name,
            .. all.Select(c => new TableColumnDefinition { Name = c.Name, Type = c.Type, Format = c.Format ?? "", Description = Description(c), Priority = c.Priority ?? 0 }),
        ];
        _cells = [.. all.Select(c => (c.Type, PathOf(c.JsonPath)))];
    }

    public ImmutableArray<TableColumnDefinition> Definitions { get; }

    public TableCells Cells(StoredObject stored, DateTimeOffset now) => new([stored.Key.Name, .. _cells.Select(c => Cell(stored.Document, c.Type, c.Path, now))]);

    private static string Description(CustomResourceColumnDefinition column) =>
        string.IsNullOrEmpty(column.Description) ? $"Custom resource definition column (in JSONPath format): {column.JsonPath}" : column.Description;

    // A path that cannot be read shows nothing, as elsewhere: the definition may be older than the rules for paths.
    private static IReadOnlyList<JsonPathStep>? PathOf(string path)
    {
        try
        {
            return JsonPathParser.Path(path);
        }
        catch (JsonPathException)
        {
            return null;
        }
    }

    private static JsonNode? Cell(JsonElement document, string type, IReadOnlyList<JsonPathStep>? path, DateTimeOffset now)
    {
        var value = path is null ? default : First(document, path);
        return (type, value.ValueKind) switch
        {
            (_, JsonValueKind.Undefined or JsonValueKind.Null) => null,
            ("string", JsonValueKind.Object or JsonValueKind.Array) => value.GetRawText(),
            ("string", _) => JsonOrder.ScalarText(value),
            ("integer", JsonValueKind.Number) => (long)Math.Clamp(value.GetDouble(), long.MinValue, long.MaxValue),
            ("number", JsonValueKind.Number) => value.GetDouble(),
            ("boolean", JsonValueKind.True or JsonValueKind.False) => value.GetBoolean(),
            ("date", JsonValueKind.String) => value.TryGetDateTimeOffset(out var time) ? ResourceAge.Since(time, now) : "<invalid>",
            _ => null,
        };
    }

    private static JsonElement First(JsonElement document, IReadOnlyList<JsonPathStep> path)
    {
        try
        {
            return JsonPathStep.Walk(document, path).FirstOrDefault();
        }
        catch (JsonPathException)
        {
            return default;
        }
    }
}
