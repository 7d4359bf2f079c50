using System.Collections.Immutable;
using System.Globalization;
using LocalPods.Api.Names;

namespace LocalPods.Api.Selectors;

/// <summary>
/// Reads the text form of label selectors:
/// <c>selector = requirement {"," requirement}</c>, <c>requirement = key | "!" key | key ("="|"=="|"!="|"&lt;"|"&gt;") value | key ("in"|"notin") "(" value {"," value} ")"</c>.
/// The words <c>in</c> and <c>notin</c> are operators only after a key; elsewhere they are names.
/// </summary>
internal sealed class LabelSelectorParser
{
    private readonly List<(LabelToken Token, string Text)> _tokens;
    private int _at;

    private LabelSelectorParser(string text) => _tokens = LabelSelectorLexer.Scan(text);

    public static ImmutableArray<LabelRequirement> Parse(string text) => new LabelSelectorParser(text).ParseAll();

    /// <summary>Makes a requirement after checking key and values.</summary>
    /// <exception cref="SelectorException">The key or a value is not allowed.</exception>
    public static LabelRequirement Require(string key, LabelOperator op, ImmutableArray<string> values)
    {
        CheckKey(key);
        switch (op)
        {
            case LabelOperator.In or LabelOperator.NotIn when values.IsEmpty:
                throw new SelectorException("values: Invalid value: []: for 'in', 'notin' operators, values set can't be empty");
            case LabelOperator.Exists or LabelOperator.DoesNotExist when !values.IsEmpty:
                throw new SelectorException("values: Invalid value: values set must be empty for exists and does not exist");
            case LabelOperator.GreaterThan or LabelOperator.LessThan
                when !long.TryParse(values[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _):
                throw new SelectorException($"values[0]: Invalid value: \"{values[0]}\": for 'Gt', 'Lt' operators, the value must be an integer");
        }

        for (var i = 0; i < values.Length; i++)
        {
            if (ValidNames.LabelValue(values[i]) is [var fault, ..])
            {
                throw new SelectorException($"values[{i}][{key}]: Invalid value: \"{values[i]}\": {fault}");
            }
        }

        return new LabelRequirement(key, op, values);
    }

    private static void CheckKey(string key)
    {
        if (ValidNames.QualifiedName(key) is { IsEmpty: false } faults)
        {
            throw new SelectorException($"invalid label key \"{key}\": {string.Join("; ", faults)}");
        }
    }

    private ImmutableArray<LabelRequirement> ParseAll()
    {
        var requirements = ImmutableArray.CreateBuilder<LabelRequirement>();
        if (Peek() == LabelToken.End)
        {
            return [];
        }

        if (Peek() is not (LabelToken.Identifier or LabelToken.Not))
        {
            throw Found("!, identifier, or 'end of string'");
        }

        while (true)
        {
            try
            {
                requirements.Add(ParseRequirement());
            }
            catch (SelectorException e)
            {
                throw new SelectorException($"unable to parse requirement: {e.Message}");
            }

            switch (Peek())
            {
                case LabelToken.End:
                    return requirements.ToImmutable();
                case LabelToken.Comma:
                    _at++;
                    if (Peek() is not (LabelToken.Identifier or LabelToken.Not))
                    {
                        throw Found("identifier after ','");
                    }

                    break;
                default:
                    throw Found("',' or 'end of string'");
            }
        }
    }

    private LabelRequirement ParseRequirement()
    {
        var absent = Peek() == LabelToken.Not;
        if (absent)
        {
            _at++;
        }

        var key = Identifier();
        CheckKey(key);
        if (absent)
        {
            return Require(key, LabelOperator.DoesNotExist, []);
        }

        if (Peek() is LabelToken.End or LabelToken.Comma)
        {
            return Require(key, LabelOperator.Exists, []);
        }

        var op = ParseOperator();
        return Require(key, op, op is LabelOperator.In or LabelOperator.NotIn ? ParseValues() : [ParseValue()]);
    }

    private LabelOperator ParseOperator()
    {
        LabelOperator? op = _tokens[_at].Token switch
        {
            LabelToken.In => LabelOperator.In,
            LabelToken.NotIn => LabelOperator.NotIn,
            LabelToken.Equal or LabelToken.DoubleEqual => LabelOperator.Equals,
            LabelToken.NotEqual => LabelOperator.NotEquals,
            LabelToken.Greater => LabelOperator.GreaterThan,
            LabelToken.Less => LabelOperator.LessThan,
            _ => null,
        };
        if (op is null)
        {
            throw Found("in, notin, =, ==, !=, gt, lt");
        }

        _at++;
        return op.Value;
    }

    private string ParseValue() => Peek() is LabelToken.End or LabelToken.Comma ? "" : Identifier();

    private ImmutableArray<string> ParseValues()
    {
        if (Peek() != LabelToken.Open)
        {
            throw Found("'('");
        }

        _at++;
        var values = new SortedSet<string>(StringComparer.Ordinal);
        if (Peek() == LabelToken.Close)
        {
            _at++;
            return [];
        }

        while (true)
        {
            values.Add(Peek() switch
            {
                LabelToken.Identifier => Identifier(),
                LabelToken.Comma or LabelToken.Close => "", // nothing between two separators is the empty value
                _ => throw Found("',', ')' or identifier"),
            });
            switch (Peek())
            {
                case LabelToken.Comma:
                    _at++;
                    break;
                case LabelToken.Close:
                    _at++;
                    return [.. values];
                default:
                    throw Found("',' or ')'");
            }
        }
    }

    private string Identifier()
    {
        if (Peek() != LabelToken.Identifier)
        {
            throw Found("identifier");
        }

        return _tokens[_at++].Text;
    }

    private LabelToken Peek() =>
        _tokens[_at].Token is LabelToken.In or LabelToken.NotIn ? LabelToken.Identifier : _tokens[_at].Token;

    private SelectorException Found(string expected) => new($"found '{_tokens[_at].Text}', expected: {expected}");
}
