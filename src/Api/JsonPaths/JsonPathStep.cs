using System.Globalization;
using System.Text.Json;

namespace LocalPods.Api.JsonPaths;

/// <summary>One step of a JSONPath: from each value found so far to the next ones.</summary>
public abstract record JsonPathStep
{
    private JsonPathStep()
    {
    }

    /// <exception cref="JsonPathException">The step does not fit the value.</exception>
    public abstract IEnumerable<JsonElement> From(JsonElement value);

    /// <summary>From all values found so far.</summary>
    public virtual IEnumerable<JsonElement> FromAll(IEnumerable<JsonElement> values) => values.SelectMany(From);

    /// <summary>A member of an object; nothing else has members.</summary>
    public sealed record Member(string Name) : JsonPathStep
    {
        public override IEnumerable<JsonElement> From(JsonElement value) =>
            value.ValueKind == JsonValueKind.Object && value.TryGetProperty(Name, out var found) ? [found] : [];
    }

    /// <summary>Items by position; negative positions count from the end, null bounds are the ends.</summary>
    public sealed record Slice(int? First, int? End, int Stride) : JsonPathStep
    {
        public override IEnumerable<JsonElement> From(JsonElement value)
        {
            if (value.ValueKind != JsonValueKind.Array)
            {
                if (IsNothing(value))
                {
                    yield break;
                }

                throw new JsonPathException($"{Describe(value)} is not array or slice");
            }

            var length = value.GetArrayLength();
            var from = Math.Max(0, Place(First ?? 0, length));
            var end = Math.Min(length, Place(End ?? length, length));
            for (var i = from; i < end; i += Stride)
            {
                yield return value[i];
            }
        }

        private static int Place(int at, int length) => at < 0 ? at + length : at;
    }

    /// <summary>One item by position.</summary>
    public sealed record Index(int At) : JsonPathStep
    {
        public override IEnumerable<JsonElement> From(JsonElement value)
        {
            if (IsNothing(value))
            {
                return [];
            }

            if (value.ValueKind != JsonValueKind.Array)
            {
                throw new JsonPathException($"{Describe(value)} is not array or slice");
            }

            var length = value.GetArrayLength();
            var at = At < 0 ? At + length : At;
            return at >= 0 && at < length
                ? [value[at]]
                : throw new JsonPathException(string.Create(CultureInfo.InvariantCulture, $"array index out of bounds: index {At}, length {length}"));
        }
    }

    /// <summary>All members or items.</summary>
    public sealed record Wildcard : JsonPathStep
    {
        public override IEnumerable<JsonElement> From(JsonElement value) => value.ValueKind switch
        {
            JsonValueKind.Array => value.EnumerateArray(),
            JsonValueKind.Object => value.EnumerateObject().OrderBy(m => m.Name, StringComparer.Ordinal).Select(m => m.Value),
            _ => [],
        };
    }

    /// <summary>The value and everything below it.</summary>
    public sealed record Descent : JsonPathStep
    {
        public override IEnumerable<JsonElement> From(JsonElement value) =>
            new[] { value }.Concat(new Wildcard().From(value).SelectMany(From));
    }

    /// <summary>What each of several paths finds from everything, one path after the other.</summary>
    public sealed record Union(IReadOnlyList<IReadOnlyList<JsonPathStep>> Paths) : JsonPathStep
    {
        public override IEnumerable<JsonElement> From(JsonElement value) => FromAll([value]);

        public override IEnumerable<JsonElement> FromAll(IEnumerable<JsonElement> values)
        {
            var all = values.ToList();
            return Paths.SelectMany(p => all.SelectMany(v => Walk(v, p)));
        }
    }

    /// <summary>The items of an array for which the condition holds.</summary>
    public sealed record Filter(JsonPathOperand Left, string Operator, JsonPathOperand? Right) : JsonPathStep
    {
        public override IEnumerable<JsonElement> From(JsonElement value) =>
            value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Where(Holds) : [];

        private bool Holds(JsonElement item)
        {
            var left = Left.Of(item);
            if (Right is null)
            {
                return left is not null;
            }

            var right = Right.Of(item);
            return left is not null && right is not null && Operator switch
            {
                "==" => JsonOrder.AreEqual(left.Value, right.Value),
                "!=" => !JsonOrder.AreEqual(left.Value, right.Value),
                "<" => JsonOrder.Compare(left.Value, right.Value) < 0,
                "<=" => JsonOrder.Compare(left.Value, right.Value) <= 0,
                ">" => JsonOrder.Compare(left.Value, right.Value) > 0,
                ">=" => JsonOrder.Compare(left.Value, right.Value) >= 0,
                _ => throw new JsonPathException($"unrecognized filter operator {Operator}"),
            };
        }
    }

    /// <summary>Everything the path finds from a value.</summary>
    public static IEnumerable<JsonElement> Walk(JsonElement value, IReadOnlyList<JsonPathStep> path)
    {
        IEnumerable<JsonElement> found = [value];
        foreach (var step in path)
        {
            found = step.FromAll(found);
        }

        return found;
    }

    private static bool IsNothing(JsonElement value) => value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null;

    private static string Describe(JsonElement value) => value.ValueKind is JsonValueKind.Object ? "an object" : value.GetRawText();
}
