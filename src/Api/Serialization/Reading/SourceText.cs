using System.Text;

namespace LocalPods.Api.Serialization;

/// <summary>
/// The text of one manifest or request body, under the name users know it by. It turns offsets into lines and columns, and does so
/// only when somebody asks: a body without faults never pays for it.
/// </summary>
public sealed class SourceText
{
    private static readonly UTF8Encoding _strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ReadOnlyMemory<byte> _utf8;
    private readonly bool _offsetsAreBytes;
    private int[]? _lineStarts;

    private SourceText(string name, string? text, ReadOnlyMemory<byte> utf8)
    {
        Name = name;
        Text = text!;
        _utf8 = utf8;
        _offsetsAreBytes = text is null;
    }

    /// <summary>The file as the user named it, or a word such as <c>&lt;stdin&gt;</c>.</summary>
    public string Name { get; }

    /// <summary>The whole text, without a byte order mark.</summary>
    public string Text => field ??= Encoding.UTF8.GetString(_utf8.Span);

    /// <summary>The bytes behind <see cref="FromUtf8"/>; empty for text.</summary>
    internal ReadOnlyMemory<byte> Utf8 => _utf8;

    public int LineCount => LineStarts.Length;

    private int[] LineStarts => _lineStarts ??= FindLineStarts(Text);

    /// <summary>A source whose offsets count characters.</summary>
    public static SourceText FromText(string name, string text) => new(name, text.StartsWith('\uFEFF') ? text[1..] : text, default);

    /// <summary>A source whose offsets count bytes of UTF-8; a byte order mark is left out.</summary>
    public static SourceText FromUtf8(string name, ReadOnlyMemory<byte> utf8) =>
        new(name, null, utf8.Span.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? utf8[3..] : utf8);

    /// <summary>Decodes a file: UTF-8 with or without a byte order mark, UTF-16 with one.</summary>
    /// <returns>The source, and where its bytes are not valid text: the offset of the first character that could not be read, or null.</returns>
    public static (SourceText Source, int? InvalidAt) Decode(string name, ReadOnlyMemory<byte> bytes)
    {
        var span = bytes.Span;
        if (span.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]))
        {
            return Checked(Encoding.Unicode.GetString(span[2..]));
        }

        if (span.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
        {
            return Checked(Encoding.BigEndianUnicode.GetString(span[2..]));
        }

        try
        {
            return (FromText(name, _strict.GetString(span)), null);
        }
        catch (DecoderFallbackException)
        {
            return Checked(Encoding.UTF8.GetString(span));
        }

        (SourceText, int?) Checked(string text)
        {
            var source = FromText(name, text);
            var at = source.Text.IndexOf('\uFFFD', StringComparison.Ordinal);
            return (source, at < 0 ? null : at);
        }
    }

    /// <summary>Line and column of an offset, both from 1; a character outside the basic plane counts as one column.</summary>
    internal (int Line, int Column) Locate(int offset)
    {
        var at = Math.Clamp(_offsetsAreBytes ? ToCharacters(offset) : offset, 0, Text.Length);
        var line = Array.BinarySearch(LineStarts, at);
        line = line < 0 ? ~line - 1 : line;
        return (line + 1, Width(Text.AsSpan(LineStarts[line], at - LineStarts[line])) + 1);
    }

    /// <summary>A line without its break, counted from 1.</summary>
    public string Line(int number)
    {
        var start = LineStarts[number - 1];
        var end = number < LineStarts.Length ? LineStarts[number] : Text.Length;
        return Text[start..end].TrimEnd('\r', '\n');
    }

    private int ToCharacters(int byteOffset) => _utf8.Length == Text.Length ? byteOffset : Encoding.UTF8.GetCharCount(_utf8.Span[..Math.Min(byteOffset, _utf8.Length)]);

    private static int Width(ReadOnlySpan<char> text)
    {
        var width = 0;
        foreach (var c in text)
        {
            width += char.IsLowSurrogate(c) ? 0 : 1;
        }

        return width;
    }

    private static int[] FindLineStarts(string text)
    {
        List<int> starts = [0];
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.Length || text[i + 1] != '\n')))
            {
                starts.Add(i + 1);
            }
        }

        return [.. starts];
    }
}
