namespace LocalPods.Api.Serialization;

/// <summary>An object on the way down to the value being checked.</summary>
internal sealed record ShapeFrame(TypeShape Shape, FieldPath Path, SourceNode.Mapping Node);

/// <summary>What the writer of an unknown field probably meant.</summary>
/// <param name="Target">The field's right name, or the path of its right place.</param>
/// <param name="Words">The end of a sentence, from the semicolon on.</param>
internal sealed record FieldSuggestion(string Target, string Words)
{
    /// <summary>How many levels down a right place is looked for.</summary>
    private const int MaxDescent = 4;

    /// <summary>Places named in one message; more would be no help.</summary>
    private const int MaxPlaces = 2;

    /// <summary>
    /// Looks, in this order, for: the same word in other case or number and slips of one letter in the same type; the exact word further
    /// up; in a field of this object; beside; further below; a larger slip in the same type; the exact word anywhere in the object.
    /// </summary>
    /// <param name="key">The unknown field.</param>
    /// <param name="frames">The objects from the root to the one that holds the key, which comes last.</param>
    public static FieldSuggestion? For(string key, IReadOnlyList<ShapeFrame> frames)
    {
        var here = frames[^1];
        return Typo(EditDistance.Closest(key, here.Shape.Fields.Keys, within: 1) ?? Plural(key, here.Shape))
            ?? Above(key, frames)
            ?? Below(key, here, 1, preferWritten: true)
            ?? Beside(key, frames)
            ?? Below(key, here, MaxDescent, preferWritten: true)
            ?? Typo(EditDistance.Closest(key, here.Shape.Fields.Keys))
            ?? Below(key, frames[0], MaxDescent, preferWritten: false);
    }

    private static FieldSuggestion? Typo(string? name) => name is null ? null : new FieldSuggestion(name, $"; did you mean \"{name}\"?");

    private static string? Plural(string key, TypeShape shape) => key switch
    {
        _ when shape.Fields.ContainsKey(key + "es") => key + "es",
        _ when key.EndsWith("es", StringComparison.Ordinal) && shape.Fields.ContainsKey(key[..^2]) => key[..^2],
        _ when key.EndsWith('y') && shape.Fields.ContainsKey(key[..^1] + "ies") => key[..^1] + "ies",
        _ when key.EndsWith("ies", StringComparison.Ordinal) && shape.Fields.ContainsKey(key[..^3] + "y") => key[..^3] + "y",
        _ => null,
    };

    private static FieldSuggestion? Above(string key, IReadOnlyList<ShapeFrame> frames)
    {
        for (var up = frames.Count - 2; up >= 0; up--)
        {
            if (frames[up].Shape.Fields.ContainsKey(key))
            {
                var levels = frames.Count - 1 - up;
                var where = levels switch { 1 => "one level up", 2 => "two levels up", _ => $"{levels} levels up" };
                var path = frames[up].Path.Field(key).ToString();
                return new FieldSuggestion(path, $"; it belongs {where}, in {frames[up].Shape.Name} ({path})");
            }
        }

        return null;
    }

    private static FieldSuggestion? Beside(string key, IReadOnlyList<ShapeFrame> frames) =>
        frames.Count < 2 ? null : Below(key, frames[^2], depth: 1, preferWritten: true);

    /// <summary>The nearest types below a frame that have the field; nothing when they are too many to be a help.</summary>
    private static FieldSuggestion? Below(string key, ShapeFrame from, int depth, bool preferWritten)
    {
        List<(TypeShape Shape, string Path, bool Written)> level = [(from.Shape, from.Path.ToString(), true)];
        HashSet<Type> seen = [from.Shape.Type];
        for (var down = 0; down < depth && level.Count > 0; down++)
        {
            var written = down == 0 ? from.Node : null;
            level = [.. level.SelectMany(parent => Children(parent, written)).Where(child => down > 0 || seen.Add(child.Shape.Type) || child.Written)];
            level.ForEach(child => seen.Add(child.Shape.Type));
            var places = level.Where(child => child.Shape.Fields.ContainsKey(key)).ToList();
            if (preferWritten && places.Exists(place => place.Written))
            {
                places.RemoveAll(place => !place.Written);
            }

            if (places.Count > 0)
            {
                return places.Count > MaxPlaces ? null : Belongs(key, places);
            }
        }

        return null;
    }

    private static FieldSuggestion Belongs(string key, List<(TypeShape Shape, string Path, bool Written)> places)
    {
        var paths = places.ConvertAll(place => $"{place.Path}.{key}");
        return new FieldSuggestion(paths[0], $"; it belongs in {places[0].Shape.Name} ({string.Join(" or ", paths)})");
    }

    /// <summary>Objects held by a type's fields, alone or in lists. What only a server fills in is no place to suggest.</summary>
    private static IEnumerable<(TypeShape Shape, string Path, bool Written)> Children((TypeShape Shape, string Path, bool Written) parent, SourceNode.Mapping? written)
    {
        foreach (var (name, shape) in parent.Shape.Fields.OrderBy(field => field.Key, StringComparer.Ordinal))
        {
            var (child, suffix) = shape.Kind == ShapeKind.List ? (shape.Element!, "[]") : (shape, "");
            if (child.Kind == ShapeKind.Object && name is not ("status" or "managedFields" or "ownerReferences" or "ephemeralContainers"))
            {
                yield return (child, (parent.Path.Length == 0 ? name : $"{parent.Path}.{name}") + suffix, written?.Find(name) is not null);
            }
        }
    }
}
