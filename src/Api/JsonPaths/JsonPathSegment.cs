namespace LocalPods.Api.JsonPaths;

/// <summary>A piece of a JSONPath template.</summary>
public abstract record JsonPathSegment
{
    private JsonPathSegment()
    {
    }

    /// <summary>Text as it stands.</summary>
    public sealed record Literal(string Text) : JsonPathSegment;

    /// <summary>What a path finds, with blanks between; from the whole document, or from the current item of a range.</summary>
    public sealed record Query(IReadOnlyList<JsonPathStep> Path, bool FromRoot) : JsonPathSegment;

    /// <summary>The body once for everything the path finds.</summary>
    public sealed record Range(IReadOnlyList<JsonPathStep> Over, IReadOnlyList<JsonPathSegment> Body) : JsonPathSegment;
}
