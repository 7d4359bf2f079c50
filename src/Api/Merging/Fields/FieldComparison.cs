using System.Text.Json.Nodes;

namespace LocalPods.Api.Merging;

/// <summary>Which fields of an object differ from those it had. A value that is null counts as absent.</summary>
/// <param name="Added">What was not there.</param>
/// <param name="Modified">What has another value.</param>
/// <param name="Removed">What is no longer there.</param>
public sealed record FieldComparison(FieldSet Added, FieldSet Modified, FieldSet Removed)
{
    public bool IsSame => Added.IsEmpty && Modified.IsEmpty && Removed.IsEmpty;

    /// <summary>What the writer of the change is responsible for.</summary>
    public FieldSet Taken => Added.Union(Modified);

    /// <summary>Compares two states of an object.</summary>
    public static FieldComparison Of(ITypeSchema schema, JsonObject before, JsonObject after)
    {
        var walk = new FieldComparisonWalk();
        walk.Visit(schema, before, after, null);
        return walk.Result();
    }

    /// <summary>Compares two states of a field of an object.</summary>
    public static FieldComparison OfField(ITypeSchema schema, string name, JsonNode? before, JsonNode? after)
    {
        var walk = new FieldComparisonWalk();
        walk.Visit(schema.OfField(name), before, after, ElementPath.Field(null, name));
        return walk.Result();
    }

    /// <summary>Without what lies in a set.</summary>
    public FieldComparison Without(FieldSet ignored) => ignored.IsEmpty ? this : new(Added.Without(ignored), Modified.Without(ignored), Removed.Without(ignored));
}
