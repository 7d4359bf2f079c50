using System.Globalization;
using System.Text;

namespace LocalPods.Api.JsonPaths;

/// <summary>Takes the words, names and signs of a JSONPath one after another.</summary>
public abstract class JsonPathScanner(string source)
{
    private const string EndOfName = " \t\r\n.,[]{}()'\"";

    /// <summary>The letters of comparisons.</summary>
    protected const string Comparison = "=!<>";

    protected string Source { get; } = source;

    /// <summary>The place of <see cref="Current"/>.</summary>
    protected int At { get; set; }

    /// <summary>Whether names end at comparisons too.</summary>
    protected bool InCondition { get; set; }

    protected int Length => Source.Length;

    /// <summary>The letter to be read next; NUL at the end.</summary>
    protected char Current => At < Source.Length ? Source[At] : '\0';

    protected int? WholeNumber()
    {
        SkipBlanks();
        var start = At;
        if (Current == '-')
        {
            At++;
        }

        while (char.IsAsciiDigit(Current))
        {
            At++;
        }

        return int.TryParse(Source.AsSpan(start, At - start), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    protected string Name()
    {
        var name = new StringBuilder();
        while (At < Length && (Current == '\\' || !EndsName(Current)))
        {
            if (Current == '\\')
            {
                At++;
            }

            name.Append(Current);
            At++;
        }

        return name.ToString();
    }

    private bool EndsName(char letter) =>
        EndOfName.Contains(letter, StringComparison.Ordinal) || (InCondition && Comparison.Contains(letter, StringComparison.Ordinal));

    protected string Quoted(bool keepEscapes = false)
    {
        var quote = Current;
        var text = new StringBuilder();
        for (At++; Current != quote; At++)
        {
            if (At >= Length)
            {
                throw new JsonPathException("unterminated quoted string");
            }

            if (Current == '\\' && At + 1 < Length)
            {
                text.Append(keepEscapes ? "\\" : "");
                At++;
                text.Append(keepEscapes ? Current : Current switch { 'n' => '\n', 't' => '\t', 'r' => '\r', var other => other });
            }
            else
            {
                text.Append(Current);
            }
        }

        At++;
        return text.ToString();
    }

    protected bool TryWord(string word)
    {
        if (string.CompareOrdinal(Source, At, word, 0, word.Length) != 0 || (At + word.Length < Length && char.IsLetterOrDigit(Source[At + word.Length])))
        {
            return false;
        }

        At += word.Length;
        return true;
    }

    protected void SkipBlanks()
    {
        while (Current is ' ' or '\t' or '\n' or '\r')
        {
            At++;
        }
    }

    protected bool TryTake(char wanted)
    {
        if (Current != wanted)
        {
            return false;
        }

        At++;
        return true;
    }

    protected void Take(char wanted)
    {
        if (!TryTake(wanted))
        {
            throw new JsonPathException(At < Length ? $"expected '{wanted}' and found '{Current}' in {Source}" : $"unterminated expression: '{wanted}' is missing");
        }
    }
}
