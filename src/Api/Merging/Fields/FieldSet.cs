using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace LocalPods.Api.Merging;

/// <summary>A set of fields of an object: what FieldsV1 says. Immutable; equal when the same fields are in it.</summary>
public sealed class FieldSet : IEquatable<FieldSet>
{
    /// <summary>The text by which FieldsV1 says that a value that has parts is itself in the set.</summary>
    private const string Itself = ".";

    // In the order of PathElement, none of them empty.
    private readonly ImmutableArray<FieldSetStep> _steps;

    private FieldSet(ImmutableArray<FieldSetStep> steps) => _steps = steps;

    public static FieldSet Empty { get; } = new([]);

    public bool IsEmpty => _steps.IsEmpty;

    /// <summary>Reads FieldsV1; null when it is something else.</summary>
    public static FieldSet? Read(JsonNode? fieldsV1)
    {
        if (fieldsV1 is not JsonObject fields)
        {
            return null;
        }

        var steps = new List<FieldSetStep>(fields.Count);
        foreach (var (name, value) in fields)
        {
            if (name == Itself)
            {
                continue;
            }

            if (PathElement.Normalized(name) is not { } element || Read(value) is not { } below)
            {
                return null;
            }

            var inner = (JsonObject)value!;
            steps.Add(new(element, inner.Count == 0 || inner.ContainsKey(Itself), below));
        }

        steps.Sort((a, b) => PathElement.Compare(a.Element, b.Element));
        return Of(steps);
    }

    /// <summary>As FieldsV1.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject();
        foreach (var step in _steps)
        {
            var below = step.Below.ToJson();
            if (step.IsMember && below.Count > 0)
            {
                below.Insert(0, Itself, new JsonObject());
            }

            json[step.Element] = below;
        }

        return json;
    }

    public FieldSet Union(FieldSet other) => other.IsEmpty ? this : IsEmpty ? other : Combine(this, other, static (a, b) => a || b);

    public FieldSet Intersect(FieldSet other) => IsEmpty || other.IsEmpty ? Empty : Combine(this, other, static (a, b) => a && b);

    /// <summary>Without the members of another set; what lies below them stays.</summary>
    public FieldSet Except(FieldSet other) => IsEmpty || other.IsEmpty ? this : Combine(this, other, static (a, b) => a && !b);

    /// <summary>Without the members of another set and all below them.</summary>
    public FieldSet Without(FieldSet other) => IsEmpty || other.IsEmpty
        ? this
        : Of(_steps.Select(s => other.Find(s.Element) is not { } theirs ? s
            : theirs.IsMember ? default(FieldSetStep?)
            : s with { Below = s.Below.Without(theirs.Below) }).OfType<FieldSetStep>());

    /// <summary>With the fields that a type names and that lie on the way to a member.</summary>
    public FieldSet WithNamedFields(ITypeSchema schema) => Of(_steps.Select(s =>
    {
        var named = s.Element[0] == 'f' ? schema.Field(s.Element[2..]) : null;
        var inner = named ?? schema.Element ?? UntypedSchema.Instance;
        return new FieldSetStep(s.Element, s.IsMember || named is not null, s.Below.WithNamedFields(inner));
    }));

    /// <summary>Every member as messages show it, those of one value before those of its parts.</summary>
    public IEnumerable<string> Paths() => Paths("");

    public bool Equals(FieldSet? other) => other is not null && (ReferenceEquals(this, other) || _steps.AsSpan().SequenceEqual(other._steps.AsSpan()));

    public override bool Equals(object? obj) => Equals(obj as FieldSet);

    public override int GetHashCode() => _steps.Aggregate(_steps.Length, (hash, s) => HashCode.Combine(hash, s.Element, s.IsMember));

    public override string ToString() => string.Join(' ', Paths());

    /// <summary>A set of steps in the order of <see cref="PathElement"/>; those that lead nowhere are left out.</summary>
    internal static FieldSet Of(IEnumerable<FieldSetStep> steps) => steps.Where(s => !s.IsEmpty).ToImmutableArray() is { IsEmpty: false } some ? new(some) : Empty;

    /// <summary>The step of an element; null when the set has nothing there.</summary>
    internal FieldSetStep? Find(string element)
    {
        foreach (var step in _steps)
        {
            if (step.Element == element)
            {
                return step;
            }
        }

        return null;
    }

    /// <summary>Whether both have something below the same field of the object.</summary>
    internal bool MayMeet(JsonObject fieldsV1) => _steps.Any(s => fieldsV1.ContainsKey(s.Element));

    private IEnumerable<string> Paths(string prefix) => _steps.Where(s => s.IsMember).Select(s => prefix + PathElement.Show(s.Element))
        .Concat(_steps.SelectMany(s => s.Below.Paths(prefix + PathElement.Show(s.Element))));

    private static FieldSet Combine(FieldSet left, FieldSet right, Func<bool, bool, bool> keeps)
    {
        var steps = ImmutableArray.CreateBuilder<FieldSetStep>(left._steps.Length + right._steps.Length);
        for (int l = 0, r = 0; l < left._steps.Length || r < right._steps.Length;)
        {
            var order = l == left._steps.Length ? 1 : r == right._steps.Length ? -1 : PathElement.Compare(left._steps[l].Element, right._steps[r].Element);
            var (mine, theirs) = (order <= 0 ? left._steps[l++] : default, order >= 0 ? right._steps[r++] : default);
            var step = new FieldSetStep(
                mine.Element ?? theirs.Element,
                keeps(mine.IsMember, theirs.IsMember),
                Combine(mine.Below ?? Empty, theirs.Below ?? Empty, keeps));
            if (!step.IsEmpty)
            {
                steps.Add(step);
            }
        }

        return steps.Count == 0 ? Empty : new(steps.DrainToImmutable());
    }
}
