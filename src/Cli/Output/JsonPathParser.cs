using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LocalPods.Cli.Output;

/// <summary>Reads the JSONPath dialect of kubectl: paths, and templates of text with paths in braces.</summary>
internal sealed class JsonPathParser(string source)
{
    private const string EndOfName = " \t\r\n.,[]{}()'\"";
    private const string Comparison = "=!<>";
    private int _at;
    private bool _inCondition;

    /// <summary>A template: <c>text {.path} {range .items[*]}…{end}</c>.</summary>
    /// <exception cref="JsonPathException">It cannot be read.</exception>
    public static IReadOnlyList<JsonPathSegment> Template(string source)
    {
        var parser = new JsonPathParser(source);
        var segments = parser.Segments(inRange: false);
        return segments;
    }

    /// <summary>A single path, with or without braces and leading dot: <c>{.a.b}</c>, <c>.a.b</c>, <c>a.b</c>.</summary>
    public static IReadOnlyList<JsonPathStep> Path(string source)
    {
        var inner = source.Trim();
        if (inner.StartsWith('{'))
        {
            inner = inner.EndsWith('}') ? inner[1..^1] : throw new JsonPathException($"unclosed action in {source}");
        }

        var parser = new JsonPathParser(inner is ['.' or '[' or '$' or '@', ..] ? inner : "." + inner);
        var steps = parser.Steps();
        return parser._at == parser.Length ? steps : throw new JsonPathException($"unrecognized character '{parser.Current}' in {source}");
    }

    private int Length => source.Length;

    private char Current => _at < source.Length ? source[_at] : '\0';

    private List<JsonPathSegment> Segments(bool inRange)
    {
        var segments = new List<JsonPathSegment>();
        while (_at < Length)
        {
            var brace = source.IndexOf('{', _at);
            var end = brace < 0 ? Length : brace;
            if (end > _at)
            {
                segments.Add(new JsonPathSegment.Literal(source[_at..end]));
                _at = end;
                continue;
            }

            _at++;
            SkipBlanks();
            while (Current != '}')
            {
                if (_at >= Length)
                {
                    throw new JsonPathException("unclosed action");
                }

                if (TryWord("end"))
                {
                    SkipBlanks();
                    Take('}');
                    return inRange ? segments : throw new JsonPathException("not in range, nothing to end");
                }

                segments.Add(Action());
                SkipBlanks();
            }

            _at++;
        }

        return inRange ? throw new JsonPathException("unfinished range: {end} is missing") : segments;
    }

    private JsonPathSegment Action()
    {
        if (TryWord("range"))
        {
            SkipBlanks();
            var over = Steps();
            SkipBlanks();
            Take('}');
            var body = Segments(inRange: true);
            _at--; // the caller takes a closing brace
            return new JsonPathSegment.Range(over, body);
        }

        if (Current is '"' or '\'')
        {
            return new JsonPathSegment.Literal(Quoted());
        }

        var (start, fromRoot) = (_at, Current == '$');
        var steps = Steps();
        return _at > start
            ? new JsonPathSegment.Query(steps, fromRoot)
            : throw new JsonPathException($"unrecognized character in action: '{Current}'");
    }

    private List<JsonPathStep> Steps()
    {
        var steps = new List<JsonPathStep>();
        if (Current is '$' or '@')
        {
            _at++;
        }

        while (true)
        {
            switch (Current)
            {
                case '.':
                    _at++;
                    if (Current == '.')
                    {
                        steps.Add(new JsonPathStep.Descent());
                        _at++;
                    }

                    if (Current == '*')
                    {
                        _at++;
                        steps.Add(new JsonPathStep.Wildcard());
                    }
                    else if (Name() is { Length: > 0 } name)
                    {
                        steps.Add(new JsonPathStep.Member(name));
                    }

                    break;
                case '[':
                    _at++;
                    steps.Add(Bracket());
                    break;
                default:
                    return steps;
            }
        }
    }

    private JsonPathStep Bracket()
    {
        if (Current == '?')
        {
            _at++;
            Take('(');
            _inCondition = true;
            var step = Condition();
            _inCondition = false;
            Take(']');
            return step;
        }

        var parts = new List<IReadOnlyList<JsonPathStep>>();
        do
        {
            SkipBlanks();
            parts.Add(BracketPart());
            SkipBlanks();
        }
        while (TryTake(','));
        Take(']');
        return parts is [[var only]] ? only : new JsonPathStep.Union(parts);
    }

    private IReadOnlyList<JsonPathStep> BracketPart()
    {
        if (TryTake('*'))
        {
            return [new JsonPathStep.Wildcard()];
        }

        if (Current is '"' or '\'')
        {
            return Path("." + Quoted(keepEscapes: true)); // a quoted name is a path of its own: its dots separate
        }

        return [Position()];
    }

    private JsonPathStep Position()
    {

        var first = WholeNumber();
        if (!TryTake(':'))
        {
            return first is { } at ? new JsonPathStep.Index(at) : throw new JsonPathException($"invalid array index in {source}");
        }

        var end = WholeNumber();
        var stride = TryTake(':') ? WholeNumber() ?? 1 : 1;
        return stride > 0 ? new JsonPathStep.Slice(first, end, stride) : throw new JsonPathException("step must be > 0");
    }

    private JsonPathStep.Filter Condition()
    {
        SkipBlanks();
        var left = Operand();
        SkipBlanks();
        var start = _at;
        while (Current != '\0' && Comparison.Contains(Current, StringComparison.Ordinal))
        {
            _at++;
        }

        var comparison = source[start.._at];
        SkipBlanks();
        var right = comparison.Length > 0 ? Operand() : null;
        SkipBlanks();
        Take(')');
        return new JsonPathStep.Filter(left, comparison, right);
    }

    private JsonPathOperand Operand()
    {
        if (Current is '@' or '.' or '$')
        {
            return new JsonPathOperand(default, Steps());
        }

        if (Current is '"' or '\'')
        {
            return new JsonPathOperand(Literal(JsonEncodedText.Encode(Quoted()).ToString(), quoted: true), null);
        }

        var start = _at;
        while (_at < Length && Current is not (')' or ' ' or '=' or '!' or '<' or '>'))
        {
            _at++;
        }

        var word = source[start.._at];
        return word.Length > 0 ? new JsonPathOperand(Literal(word, quoted: false), null) : throw new JsonPathException($"invalid filter in {source}");
    }

    private static JsonElement Literal(string text, bool quoted)
    {
        try
        {
            return JsonElement.Parse(quoted ? $"\"{text}\"" : text);
        }
        catch (JsonException)
        {
            throw new JsonPathException($"cannot compare with {text}; texts stand in quotes");
        }
    }

    private int? WholeNumber()
    {
        SkipBlanks();
        var start = _at;
        if (Current == '-')
        {
            _at++;
        }

        while (char.IsAsciiDigit(Current))
        {
            _at++;
        }

        return int.TryParse(source.AsSpan(start, _at - start), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private string Name()
    {
        var name = new StringBuilder();
        while (_at < Length && (Current == '\\' || !EndsName(Current)))
        {
            if (Current == '\\')
            {
                _at++;
            }

            name.Append(Current);
            _at++;
        }

        return name.ToString();
    }

    private bool EndsName(char letter) =>
        EndOfName.Contains(letter, StringComparison.Ordinal) || (_inCondition && Comparison.Contains(letter, StringComparison.Ordinal));

    private string Quoted(bool keepEscapes = false)
    {
        var quote = Current;
        var text = new StringBuilder();
        for (_at++; Current != quote; _at++)
        {
            if (_at >= Length)
            {
                throw new JsonPathException("unterminated quoted string");
            }

            if (Current == '\\' && _at + 1 < Length)
            {
                text.Append(keepEscapes ? "\\" : "");
                _at++;
                text.Append(keepEscapes ? Current : Current switch { 'n' => '\n', 't' => '\t', 'r' => '\r', var other => other });
            }
            else
            {
                text.Append(Current);
            }
        }

        _at++;
        return text.ToString();
    }

    private bool TryWord(string word)
    {
        if (string.CompareOrdinal(source, _at, word, 0, word.Length) != 0 || (_at + word.Length < Length && char.IsLetterOrDigit(source[_at + word.Length])))
        {
            return false;
        }

        _at += word.Length;
        return true;
    }

    private void SkipBlanks()
    {
        while (Current is ' ' or '\t' or '\n' or '\r')
        {
            _at++;
        }
    }

    private bool TryTake(char wanted)
    {
        if (Current != wanted)
        {
            return false;
        }

        _at++;
        return true;
    }

    private void Take(char wanted)
    {
        if (!TryTake(wanted))
        {
            throw new JsonPathException(_at < Length ? $"expected '{wanted}' and found '{Current}' in {source}" : $"unterminated expression: '{wanted}' is missing");
        }
    }
}
