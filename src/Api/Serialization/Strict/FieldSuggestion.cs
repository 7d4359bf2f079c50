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
    /// Looks, in this order, for: the same word in other case or number, slips of one letter and other tools' words for it in the same
    /// type; the exact word further up and in a field of this object; beside; a field that begins or ends with the word; the exact word
    /// further below; a larger slip in the same type; the exact word anywhere in the object.
    /// </summary>
    /// <param name="key">The unknown field.</param>
    /// <param name="frames">The objects from the root to the one that holds the key, which comes last.</param>
    public static FieldSuggestion? For(string key, IReadOnlyList<ShapeFrame> frames)
    {
        var here = frames[^1];
        return Typo(SameWord.Find(key, here.Shape.Fields.Keys) ?? EditDistance.Closest(key, here.Shape.Fields.Keys, within: 1))
            ?? Resource(key, here)
            ?? Either(Above(key, frames), Below(key, here, 1, preferWritten: true))
            ?? Beside(key, frames)
            ?? PartOf(key, here.Shape)
            ?? Below(key, here, MaxDescent, preferWritten: true)
            ?? Typo(EditDistance.Closest(key, here.Shape.Fields.Keys))
            ?? Below(key, frames[0], MaxDescent, preferWritten: false);
    }

    private static FieldSuggestion? Typo(string? name) => name is null ? null : new FieldSuggestion(name, $"; did you mean \"{name}\"?");

    private static FieldSuggestion? Either(FieldSuggestion? above, FieldSuggestion? below) =>
        above is null || below is null ? above ?? below : above with { Words = $"{above.Words}, or {below.Words["; it belongs ".Length..]}" };

    /// <summary><c>cpu</c> and <c>memory</c> are keys of maps, so no type has them as fields.</summary>
    private static FieldSuggestion? Resource(string key, ShapeFrame here)
    {
        var path = key is not ("cpu" or "memory") ? null
            : here.Shape.Fields.ContainsKey("limits") ? here.Path.Field("limits")
            : here.Shape.Fields.ContainsKey("resources") ? here.Path.Field("resources").Field("limits")
            : null;
        return path is null ? null : new FieldSuggestion($"{path}.{key}", $"; it belongs under limits or requests ({path}.{key})");
    }

    /// <summary><c>initialDelay</c> for initialDelaySeconds, <c>port</c> for containerPort.</summary>
    private static FieldSuggestion? PartOf(string key, TypeShape shape)
    {
        var candidates = shape.Fields.Keys.Where(field => SameWord.IsPart(key, field)).Order(StringComparer.Ordinal).ToList();
        return candidates.Count is 0 or > MaxPlaces
            ? null
            : new FieldSuggestion(candidates[0], $"; did you mean {string.Join(" or ", candidates.Select(field => $"\"{field}\""))}?");
    }

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
            level = [.. level.SelectMany(parent => Children(parent, written)).Where(child => !seen.Contains(child.Shape.Type))];
            level.ForEach(child => seen.Add(child.Shape.Type));
            var places = level.Where(child => child.Shape.Fields.ContainsKey(key)).ToList();
            if (preferWritten && places.Exists(place => place.Written))
            {
                places.RemoveAll(place => !place.Written);
            }

            if (places.Count > 0)
            {
                return Belongs(key, places);
            }
        }

        return null;
    }

    /// <summary>One place a type: a field that several types below have is only named when they are few.</summary>
    private static FieldSuggestion? Belongs(string key, List<(TypeShape Shape, string Path, bool Written)> places)
    {
        var types = places.GroupBy(place => place.Shape).ToList();
        var words = types.ConvertAll(type => $"{type.Key.Name} ({(type.Count() > 1 ? "for example " : "")}{type.First().Path}.{key})");
        return types.Count > MaxPlaces ? null : new FieldSuggestion($"{places[0].Path}.{key}", $"; it belongs in {string.Join(" or ", words)}");
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
