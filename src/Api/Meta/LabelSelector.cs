using System.Collections.Immutable;

namespace LocalPods.Api.Meta;

/// <summary>Selects objects by their labels; all parts must hold. Without any part it selects everything.</summary>
public sealed record LabelSelector
{
    /// <summary>Labels that must be present with exactly these values.</summary>
    public ImmutableSortedDictionary<string, string>? MatchLabels { get; init; }

    /// <summary>Further requirements.</summary>
    public ImmutableArray<LabelSelectorRequirement> MatchExpressions { get => field.OrEmpty(); init; }
}

/// <summary>One requirement on a label.</summary>
public sealed record LabelSelectorRequirement
{
    /// <summary>Key of the label.</summary>
    public string Key { get => field ?? ""; init; }

    /// <summary>How to compare: In, NotIn, Exists or DoesNotExist.</summary>
    public string Operator { get => field ?? ""; init; }

    /// <summary>Values for In and NotIn; must be empty for the other operators.</summary>
    public ImmutableArray<string> Values { get => field.OrEmpty(); init; }
}
