using System.Diagnostics;
using System.Text;
using System.Text.Json;
using LocalPods.Api.JsonPaths;

namespace LocalPods.Cli.Output;

/// <summary>Prints an object through a JSONPath template.</summary>
internal static class JsonPathTemplate
{
    /// <exception cref="JsonPathException">The template cannot be read, or does not fit the object.</exception>
    public static string Print(string template, JsonElement document)
    {
        var output = new StringBuilder();
        Print(output, JsonPathParser.Template(template), document, document);
        return output.ToString();
    }

    private static void Print(StringBuilder output, IReadOnlyList<JsonPathSegment> segments, JsonElement root, JsonElement current)
    {
        foreach (var segment in segments)
        {
            switch (segment)
            {
                case JsonPathSegment.Literal literal:
                    output.Append(literal.Text);
                    break;
                case JsonPathSegment.Query query:
                    output.AppendJoin(' ', JsonPathStep.Walk(query.FromRoot ? root : current, query.Path).Select(TextOf));
                    break;
                case JsonPathSegment.Range range:
                    foreach (var item in JsonPathStep.Walk(current, range.Over))
                    {
                        Print(output, range.Body, root, item);
                    }

                    break;
                default:
                    throw new UnreachableException();
            }
        }
    }

    /// <summary>Scalars as they are, objects and arrays as JSON on one line.</summary>
    public static string TextOf(JsonElement value) =>
        value.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? JsonPrinter.Compact(value) : value.ValueKind is JsonValueKind.Null ? "null" : JsonOrder.ScalarText(value);
}
