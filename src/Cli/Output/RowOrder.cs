using System.Text.Json;
using LocalPods.Api.JsonPaths;
using LocalPods.Cli.Client;
using LocalPods.Cli.Commands;

namespace LocalPods.Cli.Output;

/// <summary>Sorts what <c>get</c> lists.</summary>
internal static class RowOrder
{
    private static readonly char[] Braces = ['{', '}'];

    /// <param name="rows">Sorted in place; equal ones keep their order.</param>
    /// <param name="path">The field, as a JSONPath; empty for the time of events.</param>
    /// <param name="objectOf">The object of a row.</param>
    /// <exception cref="CommandException">The path cannot be read, or no object has the field.</exception>
    public static void Sort<T>(List<T> rows, string path, Func<T, JsonElement> objectOf)
    {
        var keys = path.Length == 0 ? rows.ConvertAll(r => EventTime(objectOf(r))) : rows.ConvertAll(KeyReader(path, objectOf));
        if (path.Length > 0 && rows.Count > 0 && keys.TrueForAll(k => k.ValueKind == JsonValueKind.Undefined))
        {
            throw CommandException.Error($"couldn't find any field with path \"{{{path.Trim(Braces)}}}\" in the list of objects");
        }

        var sorted = rows.Zip(keys).OrderBy(p => p.Second, Comparer<JsonElement>.Create(JsonOrder.Compare)).Select(p => p.First).ToList();
        rows.Clear();
        rows.AddRange(sorted);
    }

    /// <summary>When an event was last seen.</summary>
    public static JsonElement EventTime(JsonElement e)
    {
        var series = e.Field("series", "lastObservedTime");
        var last = e.Field("lastTimestamp");
        var first = e.Field("eventTime");
        return series.Exists() ? series : last.Exists() ? last : first.Exists() ? first : e.Field("metadata", "creationTimestamp");
    }

    private static Converter<T, JsonElement> KeyReader<T>(string path, Func<T, JsonElement> objectOf)
    {
        try
        {
            var steps = JsonPathParser.Path(path);
            return row => JsonPathStep.Walk(objectOf(row), steps).FirstOrDefault();
        }
        catch (JsonPathException failure)
        {
            throw CommandException.Error(failure.Message);
        }
    }
}
