using System.Collections.Immutable;
using LocalPods.Api.Meta;

namespace LocalPods.Api.Selectors;

/// <summary>Selects objects by labels: all requirements must hold, and none at all selects everything.</summary>
public sealed class LabelMatcher
{
    /// <summary>Selects every object.</summary>
    public static readonly LabelMatcher Everything = new([], matchesNothing: false);

    /// <summary>Selects no object.</summary>
    public static readonly LabelMatcher Nothing = new([], matchesNothing: true);

    private readonly bool _matchesNothing;

    private LabelMatcher(ImmutableArray<LabelRequirement> requirements, bool matchesNothing) =>
        (Requirements, _matchesNothing) = (requirements, matchesNothing);

    /// <summary>The requirements, in the order they were written.</summary>
    public ImmutableArray<LabelRequirement> Requirements { get; }

    /// <summary>Whether every object is selected.</summary>
    public bool IsEverything => !_matchesNothing && Requirements.IsEmpty;

    /// <summary>Selects by these requirements together.</summary>
    public static LabelMatcher Of(IEnumerable<LabelRequirement> requirements) => new([.. requirements], matchesNothing: false);

    /// <summary>Reads the text form, such as <c>app=web,tier in (a,b),!old,size&gt;5</c>.</summary>
    /// <exception cref="SelectorException">The text is no label selector.</exception>
    public static LabelMatcher Parse(string? text) =>
        string.IsNullOrEmpty(text) ? Everything : new LabelMatcher(LabelSelectorParser.Parse(text), matchesNothing: false);

    /// <summary>The matcher of a selector object: null selects nothing, an empty one everything.</summary>
    /// <exception cref="SelectorException">The selector has an unknown operator or a bad key.</exception>
    public static LabelMatcher From(LabelSelector? selector)
    {
        if (selector is null)
        {
            return Nothing;
        }

        var labels = (selector.MatchLabels ?? ImmutableSortedDictionary<string, string>.Empty)
            .Select(label => LabelSelectorParser.Require(label.Key, LabelOperator.Equals, [label.Value]));
        var expressions = selector.MatchExpressions
            .Select(e => LabelSelectorParser.Require(e.Key, Operator(e.Operator), e.Values));
        return Of([.. labels, .. expressions]);
    }

    /// <summary>Whether labels meet all requirements.</summary>
    public bool Matches(IReadOnlyDictionary<string, string>? labels)
    {
        if (_matchesNothing)
        {
            return false;
        }

        foreach (var requirement in Requirements)
        {
            if (!requirement.Matches(labels))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join(',', Requirements);

    private static LabelOperator Operator(string name) => name switch
    {
        "In" => LabelOperator.In,
        "NotIn" => LabelOperator.NotIn,
        "Exists" => LabelOperator.Exists,
        "DoesNotExist" => LabelOperator.DoesNotExist,
        _ => throw new SelectorException($"\"{name}\" is not a valid label selector operator"),
    };
}
