using System.Collections.Immutable;
using System.Text.Json;

namespace LocalPods.Api.Serialization;

/// <summary>
/// Reads JSON into source nodes: request bodies, and manifests written as JSON. Several values may follow one another. It throws
/// nothing: what is wrong comes back as faults.
/// </summary>
public static class JsonReader
{
    /// <summary>Reads every value of a text.</summary>
    /// <param name="source">Made by <see cref="SourceText.FromUtf8"/>.</param>
    /// <param name="limits">Depth and, for a whole value, size.</param>
    public static SourceRead Read(SourceText source, ReadLimits limits)
    {
        var documents = ImmutableArray.CreateBuilder<SourceNode>();
        var reader = new Utf8JsonReader(
            source.Utf8.Span,
            new JsonReaderOptions { MaxDepth = limits.MaxDepth + 1, AllowMultipleValues = true });
        try
        {
            while (reader.Read())
            {
                documents.Add(ReadValue(ref reader, source, limits.MaxDepth));
            }

            return new SourceRead(documents.DrainToImmutable(), []);
        }
        catch (ReadRefusedException e)
        {
            return new SourceRead(documents.DrainToImmutable(), [e.Fault with { Message = $"nested deeper than {limits.MaxDepth} levels" }]);
        }
        catch (JsonException e)
        {
            var position = new SourcePosition(source, OffsetOf(e, source.Utf8.Span));
            return new SourceRead(documents.DrainToImmutable(), [new Fault(FaultKind.Syntax, position, $"not valid JSON: {Lower(FirstSentence(e.Message))}")]);
        }
        catch (InvalidOperationException)
        {
            // The reader checks the text of a string only when it is asked for it.
            var at = new SourcePosition(source, (int)reader.TokenStartIndex);
            return new SourceRead(documents.DrainToImmutable(), [new Fault(FaultKind.Syntax, at, "the string here is not valid text (UTF-8)")]);
        }
    }

    private static SourceNode ReadValue(ref Utf8JsonReader reader, SourceText source, int depthLeft)
    {
        var position = PositionOf(ref reader, source);
        if (depthLeft == 0)
        {
            throw new ReadRefusedException(new Fault(FaultKind.Limit, position, "nested deeper than the limit"));
        }

        return reader.TokenType switch
        {
            JsonTokenType.StartObject => ReadObject(ref reader, source, position, depthLeft),
            JsonTokenType.StartArray => ReadArray(ref reader, source, position, depthLeft),
            JsonTokenType.String => new SourceNode.Scalar(position, ScalarKind.String, reader.GetString()!),
            JsonTokenType.Number => new SourceNode.Scalar(position, ScalarKind.Number, System.Text.Encoding.ASCII.GetString(reader.ValueSpan)),
            JsonTokenType.True => new SourceNode.Scalar(position, ScalarKind.Boolean, "true"),
            JsonTokenType.False => new SourceNode.Scalar(position, ScalarKind.Boolean, "false"),
            _ => new SourceNode.Scalar(position, ScalarKind.Null, "null"),
        };
    }

    private static SourceNode.Mapping ReadObject(ref Utf8JsonReader reader, SourceText source, SourcePosition position, int depthLeft)
    {
        var entries = ImmutableArray.CreateBuilder<SourceEntry>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var keyPosition = PositionOf(ref reader, source);
            var key = reader.GetString()!;
            reader.Read();
            entries.Add(new SourceEntry(key, keyPosition, ReadValue(ref reader, source, depthLeft - 1)));
        }

        return new SourceNode.Mapping(position, entries.DrainToImmutable());
    }

    private static SourceNode.Sequence ReadArray(ref Utf8JsonReader reader, SourceText source, SourcePosition position, int depthLeft)
    {
        var items = ImmutableArray.CreateBuilder<SourceNode>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            items.Add(ReadValue(ref reader, source, depthLeft - 1));
        }

        return new SourceNode.Sequence(position, items.DrainToImmutable());
    }

    /// <summary>The token; of a string with its quotes.</summary>
    private static SourcePosition PositionOf(ref Utf8JsonReader reader, SourceText source)
    {
        var quotes = reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName ? 2 : 0;
        return new SourcePosition(source, (int)reader.TokenStartIndex, Math.Max(1, reader.ValueSpan.Length + quotes));
    }

    private static int OffsetOf(JsonException e, ReadOnlySpan<byte> utf8)
    {
        var start = 0;
        for (var line = 0L; line < (e.LineNumber ?? 0); line++)
        {
            var newline = utf8[start..].IndexOf((byte)'\n');
            if (newline < 0)
            {
                break;
            }

            start += newline + 1;
        }

        return Math.Min(start + (int)(e.BytePositionInLine ?? 0), utf8.Length);
    }

    private static string FirstSentence(string message)
    {
        var end = message.IndexOf(". ", StringComparison.Ordinal);
        return end < 0 ? message.TrimEnd('.') : message[..end];
    }

    private static string Lower(string text) => text.Length == 0 ? text : char.ToLowerInvariant(text[0]) + text[1..];
}
