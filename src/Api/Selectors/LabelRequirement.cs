using System.Collections.Immutable;
using System.Globalization;

namespace LocalPods.Api.Selectors;

/// <summary>How a requirement compares a label.</summary>
public enum LabelOperator
{
    Equals,
    NotEquals,
    In,
    NotIn,
    Exists,
    DoesNotExist,
    GreaterThan,
    LessThan,
}

/// <summary>One requirement on labels.</summary>
/// <param name="Key">Key of the label.</param>
/// <param name="Operator">How to compare.</param>
/// <param name="Values">Values to compare with; empty for Exists and DoesNotExist.</param>
public sealed record LabelRequirement(string Key, LabelOperator Operator, ImmutableArray<string> Values)
{
    /// <summary>Whether labels meet the requirement. A missing label meets NotEquals and NotIn.</summary>
    public bool Matches(IReadOnlyDictionary<string, string>? labels)
    {
        var value = labels is not null && labels.TryGetValue(Key, out var found) ? found : null;
        return Operator switch
        {
            LabelOperator.Equals or LabelOperator.In => value is not null && Values.Contains(value),
            LabelOperator.NotEquals or LabelOperator.NotIn => value is null || !Values.Contains(value),
            LabelOperator.Exists => value is not null,
            LabelOperator.DoesNotExist => value is null,
            LabelOperator.GreaterThan => Compare(value) > 0,
            LabelOperator.LessThan => Compare(value) < 0,
        };
    }

    /// <inheritdoc/>
    public override string ToString() => Operator switch
    {
        LabelOperator.Equals => $"{Key}={Values[0]}",
        LabelOperator.NotEquals => $"{Key}!={Values[0]}",
        LabelOperator.In => $"{Key} in ({string.Join(',', Values)})",
        LabelOperator.NotIn => $"{Key} notin ({string.Join(',', Values)})",
        LabelOperator.Exists => Key,
        LabelOperator.DoesNotExist => $"!{Key}",
        LabelOperator.GreaterThan => $"{Key}>{Values[0]}",
        LabelOperator.LessThan => $"{Key}<{Values[0]}",
    };

    private int? Compare(string? value) =>
        long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var left)
        && long.TryParse(Values[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var right)
            ? left.CompareTo(right)
            : null;
}
