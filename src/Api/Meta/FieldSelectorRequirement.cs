using System.Collections.Immutable;

namespace LocalPods.Api.Meta;

/// <summary>One requirement on a field.</summary>
public sealed record FieldSelectorRequirement
{
    /// <summary>Path of the field.</summary>
    public string Key { get => field ?? ""; init; }

    /// <summary>How to compare: In, NotIn, Exists or DoesNotExist.</summary>
    public string Operator { get => field ?? ""; init; }

    /// <summary>Values for In and NotIn.</summary>
    public ImmutableArray<string> Values { get => field.OrEmpty(); init; }
}
