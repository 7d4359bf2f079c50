using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace LocalPods.Api.Serialization;

/// <summary>Turns source nodes into JSON documents.</summary>
public static class SourceJson
{
    /// <summary>
    /// The node as JSON. Keys that hold null are left out: Kubernetes takes null for absent. Of a key written twice the last counts.
    /// </summary>
    public static JsonNode? ToJson(this SourceNode node) => Convert(node, null);

    /// <summary>The same for a value of a known type: in a map of strings null stands for the empty string, as Go decodes it.</summary>
    public static JsonNode? ToJson(this SourceNode node, JsonTypeInfo type) => Convert(node, TypeShape.For(type));

    /// <summary>The node as JSON with nothing left out, for kinds in which null may be a value of its own.</summary>
    public static JsonNode? ToWholeJson(this SourceNode node) => node switch
    {
        SourceNode.Mapping mapping => Whole(mapping),
        SourceNode.Sequence sequence => new JsonArray([.. sequence.Items.Select(ToWholeJson)]),
        SourceNode.Scalar scalar => Convert(scalar),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static JsonObject Whole(SourceNode.Mapping mapping)
    {
        var json = new JsonObject();
        foreach (var entry in mapping.Entries)
        {
            json[entry.Key] = ToWholeJson(entry.Value);
        }

        return json;
    }

    private static JsonNode? Convert(SourceNode node, TypeShape? shape) => node switch
    {
        SourceNode.Mapping mapping => Convert(mapping, shape),
        SourceNode.Sequence sequence => new JsonArray([.. sequence.Items.Select(item => Convert(item, shape?.Element))]),
        SourceNode.Scalar scalar => Convert(scalar),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static JsonObject Convert(SourceNode.Mapping mapping, TypeShape? shape)
    {
        var json = new JsonObject();
        foreach (var entry in mapping.Entries)
        {
            var child = shape?.Kind switch
            {
                ShapeKind.Object => shape.Fields.GetValueOrDefault(entry.Key),
                ShapeKind.Map => shape.Element,
                _ => null,
            };
            if (entry.Value is not SourceNode.Scalar { Kind: ScalarKind.Null })
            {
                json[entry.Key] = Convert(entry.Value, child);
            }
            else if (shape is { Kind: ShapeKind.Map, Element.Kind: ShapeKind.String })
            {
                json[entry.Key] = "";
            }
            else
            {
                json.Remove(entry.Key);
            }
        }

        return json;
    }

    private static JsonValue? Convert(SourceNode.Scalar scalar) => scalar.Kind switch
    {
        ScalarKind.Null => null,
        ScalarKind.Boolean => JsonValue.Create(scalar.Text == "true"),
        ScalarKind.String => JsonValue.Create(scalar.Text),
        ScalarKind.Number => long.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) && scalar.Text != "-0"
            ? JsonValue.Create(whole)
            : (JsonValue)JsonNode.Parse(scalar.Text)!, // keeps the digits as written: a quantity is its text
    };
}
