using System.Text.Json;

namespace LocalPods.Api.JsonPaths;

/// <summary>One side of a filter's comparison: a literal, or a path from the item.</summary>
/// <param name="Literal">The literal; undefined when it is a path.</param>
/// <param name="Path">The path; null when it is a literal.</param>
public sealed record JsonPathOperand(JsonElement Literal, IReadOnlyList<JsonPathStep>? Path)
{
    /// <summary>Null when the path finds nothing.</summary>
    public JsonElement? Of(JsonElement item)
    {
        if (Path is null)
        {
            return Literal;
        }

        var found = JsonPathStep.Walk(item, Path).Take(2).ToList();
        return found.Count switch
        {
            0 => null,
            1 => found[0],
            _ => throw new JsonPathException("can only compare one element at a time"),
        };
    }
}
