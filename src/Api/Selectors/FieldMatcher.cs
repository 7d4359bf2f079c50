using System.Collections.Immutable;
using System.Text;

namespace LocalPods.Api.Selectors;

/// <summary>One requirement on a field.</summary>
/// <param name="Field">Name of the field, such as <c>status.phase</c>.</param>
/// <param name="Value">Value to compare with.</param>
/// <param name="Negated">True when the field must differ from the value.</param>
public sealed record FieldRequirement(string Field, string Value, bool Negated);

/// <summary>Selects objects by fields: <c>f=v</c>, <c>f==v</c> and <c>f!=v</c> joined by commas; <c>\</c> escapes <c>\</c>, <c>,</c> and <c>=</c> in values.</summary>
public sealed class FieldMatcher
{
    /// <summary>Selects every object.</summary>
    public static readonly FieldMatcher Everything = new([]);

    private FieldMatcher(ImmutableArray<FieldRequirement> requirements) => Requirements = requirements;

    /// <summary>The requirements, in the order they were written. Which fields a kind knows is the caller's to check.</summary>
    public ImmutableArray<FieldRequirement> Requirements { get; }

    /// <summary>Whether every object is selected.</summary>
    public bool IsEverything => Requirements.IsEmpty;

    /// <summary>Reads the text form.</summary>
    /// <exception cref="SelectorException">The text is no field selector.</exception>
    public static FieldMatcher Parse(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return Everything;
        }

        var terms = SplitTerms(text).Where(term => term.Length > 0);
        return new FieldMatcher([.. terms.Select(term => ParseTerm(text, term))]);
    }

    /// <summary>Whether an object meets all requirements.</summary>
    /// <param name="field">Gives the value of a field by its name; empty when it has none.</param>
    public bool Matches(Func<string, string?> field)
    {
        foreach (var requirement in Requirements)
        {
            if (string.Equals(field(requirement.Field) ?? "", requirement.Value, StringComparison.Ordinal) == requirement.Negated)
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        string.Join(',', Requirements.Select(r => $"{r.Field}{(r.Negated ? "!=" : "=")}{Escape(r.Value)}"));

    private static string Escape(string value) => value.Replace(@"\", @"\\", StringComparison.Ordinal)
        .Replace(",", @"\,", StringComparison.Ordinal).Replace("=", @"\=", StringComparison.Ordinal);

    private static IEnumerable<string> SplitTerms(string text)
    {
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++; // whatever follows is part of the value
            }
            else if (text[i] == ',')
            {
                yield return text[start..i];
                start = i + 1;
            }
        }

        yield return text[start..];
    }

    private static FieldRequirement ParseTerm(string text, string term)
    {
        for (var i = 0; i < term.Length; i++)
        {
            var op = term.AsSpan(i) switch
            {
                ['!', '=', ..] => "!=",
                ['=', '=', ..] => "==",
                ['=', ..] => "=",
                _ => null,
            };
            if (op is not null)
            {
                return new FieldRequirement(term[..i], Unescape(term[(i + op.Length)..]), op is "!=");
            }
        }

        throw new SelectorException($"invalid selector: '{text}'; can't understand '{term}'");
    }

    private static string Unescape(string value)
    {
        var plain = new StringBuilder(value.Length);
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] is ',' or '=')
            {
                throw new SelectorException($"invalid field selector: unescaped character in value: {value[i]}");
            }

            if (value[i] == '\\')
            {
                i++;
                if (i == value.Length || value[i] is not ('\\' or ',' or '='))
                {
                    throw new SelectorException($"invalid field selector: invalid escape sequence: {value[(i - 1)..Math.Min(i + 1, value.Length)]}");
                }
            }

            plain.Append(value[i]);
        }

        return plain.ToString();
    }
}
