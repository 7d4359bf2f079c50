using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using LocalPods.Api.Core;
using LocalPods.Api.Serialization;

namespace LocalPods.Api.Coverage;

/// <summary>The fields of a pod: all that its type has, and those that an object sets. A list of scalars and a map are one field each.</summary>
public static class PodFields
{
    /// <summary>What becomes of a field that pods do not have.</summary>
    private static readonly FieldCoverage s_unknown = new(CoverageKind.Refused, "unknown field");

    private static TypeShape Root => TypeShape.For(ApiJson.TypeInfo<Pod>());

    /// <summary>Paths of all fields that hold values, without indexes, by name.</summary>
    public static ImmutableArray<string> All() => [.. Leaves(Root, "")];

    /// <summary>Paths of the objects and lists that hold them, for which presence alone may mean something.</summary>
    public static ImmutableArray<string> Holders() => [.. Inner(Root, "")];

    /// <summary>What an object sets, in its order, with what becomes of each. Empty lists and objects set nothing, unless the table has them.</summary>
    /// <param name="pod">A pod as JSON, complete or not.</param>
    public static ImmutableArray<SetField> SetBy(JsonElement pod)
    {
        var fields = ImmutableArray.CreateBuilder<SetField>();
        Walk(Root, pod, "", "", fields);
        return fields.ToImmutable();
    }

    private static IEnumerable<string> Leaves(TypeShape shape, string path) => shape switch
    {
        { Kind: ShapeKind.Object } => Fields(shape).SelectMany(f => Leaves(f.Shape, Below(path, f.Name))),
        { Kind: ShapeKind.List, Element.Kind: ShapeKind.Object } => Leaves(shape.Element, path + "[]"),
        _ => [path],
    };

    private static IEnumerable<string> Inner(TypeShape shape, string path) => shape switch
    {
        { Kind: ShapeKind.Object } => Fields(shape).SelectMany(f => Inner(f.Shape, Below(path, f.Name))).Prepend(path),
        { Kind: ShapeKind.List, Element.Kind: ShapeKind.Object } => Inner(shape.Element, path + "[]").Prepend(path),
        _ => [],
    };

    private static IEnumerable<(string Name, TypeShape Shape)> Fields(TypeShape shape) =>
        shape.Fields.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => (f.Key, f.Value));

    private static void Walk(TypeShape shape, JsonElement value, string path, string shown, ImmutableArray<SetField>.Builder fields)
    {
        switch (value.ValueKind, shape.Kind)
        {
            case (JsonValueKind.Null or JsonValueKind.Undefined, _):
            case (JsonValueKind.Array, _) when value.GetArrayLength() == 0:
                break;
            case (JsonValueKind.Object, ShapeKind.Object):
                WalkObject(shape, value, path, shown, fields);
                break;
            case (JsonValueKind.Array, ShapeKind.List) when shape.Element!.Kind == ShapeKind.Object:
                if (CoverageTable.Pod.Exactly(path) is { } whole)
                {
                    Add(fields, shown, whole);
                }

                var index = 0;
                foreach (var item in value.EnumerateArray())
                {
                    Walk(shape.Element, item, path + "[]", string.Create(CultureInfo.InvariantCulture, $"{shown}[{index++}]"), fields);
                }

                break;
            case (JsonValueKind.Object, ShapeKind.Map) when CoverageTable.Pod.HasKeys(path):
                foreach (var member in value.EnumerateObject())
                {
                    Add(fields, $"{shown}[{member.Name}]", CoverageTable.Pod.Find(path, key: member.Name));
                }

                break;
            case (JsonValueKind.Object, _) when !value.EnumerateObject().Any():
                break;
            default:
                Add(fields, shown, CoverageTable.Pod.Find(path, Scalar(value)));
                break;
        }
    }

    private static void WalkObject(TypeShape shape, JsonElement value, string path, string shown, ImmutableArray<SetField>.Builder fields)
    {
        var before = fields.Count;
        foreach (var member in value.EnumerateObject())
        {
            if (shape.Fields.TryGetValue(member.Name, out var inner))
            {
                Walk(inner, member.Value, Below(path, member.Name), Below(shown, member.Name), fields);
            }
            else
            {
                Add(fields, Below(shown, member.Name), s_unknown);
            }
        }

        if (fields.Count == before && CoverageTable.Pod.Find(path) is { } coverage)
        {
            Add(fields, shown, coverage);
        }
    }

    private static void Add(ImmutableArray<SetField>.Builder fields, string path, FieldCoverage? coverage) => fields.Add(new SetField(path, coverage ?? s_unknown));

    private static string? Scalar(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.True or JsonValueKind.False or JsonValueKind.Number => value.GetRawText(),
        _ => null,
    };

    private static string Below(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
