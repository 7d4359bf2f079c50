using System.Text.Json;

namespace LocalPods.Api.JsonPaths;

/// <summary>Reads the JSONPath dialect of kubectl: paths, and templates of text with paths in braces.</summary>
public sealed class JsonPathParser(string source) : JsonPathScanner(source)
{
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
        return parser.At == parser.Length ? steps : throw new JsonPathException($"unrecognized character '{parser.Current}' in {source}");
    }

    private List<JsonPathSegment> Segments(bool inRange)
    {
        var segments = new List<JsonPathSegment>();
        while (At < Length)
        {
            var brace = Source.IndexOf('{', At);
            var end = brace < 0 ? Length : brace;
            if (end > At)
            {
                segments.Add(new JsonPathSegment.Literal(Source[At..end]));
                At = end;
                continue;
            }

            At++;
            SkipBlanks();
            while (Current != '}')
            {
                if (At >= Length)
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

            At++;
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
            At--; // the caller takes a closing brace
            return new JsonPathSegment.Range(over, body);
        }

        if (Current is '"' or '\'')
        {
            return new JsonPathSegment.Literal(Quoted());
        }

        var (start, fromRoot) = (At, Current == '$');
        var steps = Steps();
        return At > start
            ? new JsonPathSegment.Query(steps, fromRoot)
            : throw new JsonPathException($"unrecognized character in action: '{Current}'");
    }

    private List<JsonPathStep> Steps()
    {
        var steps = new List<JsonPathStep>();
        if (Current is '$' or '@')
        {
            At++;
        }

        while (true)
        {
            switch (Current)
            {
                case '.':
                    At++;
                    if (Current == '.')
                    {
                        steps.Add(new JsonPathStep.Descent());
                        At++;
                    }

                    if (Current == '*')
                    {
                        At++;
                        steps.Add(new JsonPathStep.Wildcard());
                    }
                    else if (Name() is { Length: > 0 } name)
                    {
                        steps.Add(new JsonPathStep.Member(name));
                    }

                    break;
                case '[':
                    At++;
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
            At++;
            Take('(');
            InCondition = true;
            var step = Condition();
            InCondition = false;
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
            return first is { } at ? new JsonPathStep.Index(at) : throw new JsonPathException($"invalid array index in {Source}");
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
        var start = At;
        while (Current != '\0' && Comparison.Contains(Current, StringComparison.Ordinal))
        {
            At++;
        }

        var comparison = Source[start..At];
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

        var start = At;
        while (At < Length && Current is not (')' or ' ' or '=' or '!' or '<' or '>'))
        {
            At++;
        }

        var word = Source[start..At];
        return word.Length > 0 ? new JsonPathOperand(Literal(word, quoted: false), null) : throw new JsonPathException($"invalid filter in {Source}");
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
}
