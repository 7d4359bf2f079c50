using System.Globalization;
using System.Text.Json.Nodes;

namespace LocalPods.Orchestrator.Server.Patching;

/// <summary>JSON patch (RFC 6902).</summary>
internal static class JsonPatch
{
    /// <summary>Operations in one patch.</summary>
    public const int MostOperations = 10_000;

    /// <summary>Applies all operations, or none.</summary>
    /// <exception cref="PatchException">An operation cannot be applied, or a test failed.</exception>
    public static JsonNode? Apply(JsonNode? document, JsonArray operations)
    {
        foreach (var operation in operations)
        {
            document = ApplyOne(document, operation as JsonObject ?? throw new PatchException("an operation is not an object"));
        }

        return document;
    }

    private static JsonNode? ApplyOne(JsonNode? document, JsonObject operation)
    {
        var path = Pointer(operation, "path");
        switch (Text(operation, "op"))
        {
            case "add":
                return Add(document, path, Value(operation));
            case "remove":
                return Remove(document, path);
            case "replace":
                return path.Length == 0 ? Value(operation) : Add(Remove(document, path), path, Value(operation));
            case "move":
                var from = Pointer(operation, "from");
                if (path.Length > from.Length && path.AsSpan(0, from.Length).SequenceEqual(from))
                {
                    throw new PatchException("a value cannot be moved into itself");
                }

                var moved = Find(document, from)?.DeepClone();
                return Add(Remove(document, from), path, moved);
            case "copy":
                return Add(document, path, Find(document, Pointer(operation, "from"))?.DeepClone());
            case "test":
                return JsonNode.DeepEquals(Find(document, path), Value(operation))
                    ? document
                    : throw new PatchException($"test of {Text(operation, "path")} failed");
            case var other:
                throw new PatchException($"unknown operation \"{other}\"");
        }
    }

    private static JsonNode? Add(JsonNode? document, string[] path, JsonNode? value)
    {
        if (path is [])
        {
            return value;
        }

        var last = path[^1];
        switch (Find(document, path[..^1]))
        {
            case JsonObject parent:
                parent[last] = value;
                break;
            case JsonArray parent:
                parent.Insert(last == "-" ? parent.Count : Index(last, parent.Count + 1), value);
                break;
            default:
                throw Missing(path);
        }

        return document;
    }

    private static JsonNode? Remove(JsonNode? document, string[] path)
    {
        if (path is [])
        {
            return null;
        }

        switch (Find(document, path[..^1]))
        {
            case JsonObject parent when parent.Remove(path[^1]):
                break;
            case JsonArray parent:
                parent.RemoveAt(Index(path[^1], parent.Count));
                break;
            default:
                throw Missing(path);
        }

        return document;
    }

    private static JsonNode? Find(JsonNode? document, string[] path)
    {
        foreach (var step in path)
        {
            document = document switch
            {
                JsonObject parent => parent.TryGetPropertyValue(step, out var child) ? child : throw Missing(path),
                JsonArray parent => parent[Index(step, parent.Count)],
                _ => throw Missing(path),
            };
        }

        return document;
    }

    private static int Index(string step, int count) =>
        int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < count && (step.Length == 1 || step[0] != '0')
            ? index
            : throw new PatchException($"\"{step}\" is not an index of the list");

    private static string[] Pointer(JsonObject operation, string name)
    {
        var text = Text(operation, name);
        return text.Length == 0 ? []
            : text[0] == '/' ? [.. text[1..].Split('/').Select(s => s.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))]
            : throw new PatchException($"\"{text}\" is not a JSON pointer");
    }

    private static string Text(JsonObject operation, string name) =>
        operation[name] is JsonValue value && value.TryGetValue(out string? text) ? text : throw new PatchException($"\"{name}\" is missing");

    private static JsonNode? Value(JsonObject operation) =>
        operation.TryGetPropertyValue("value", out var value) ? value?.DeepClone() : throw new PatchException("\"value\" is missing");

    private static PatchException Missing(string[] path) => new($"there is nothing at /{string.Join('/', path)}");
}
