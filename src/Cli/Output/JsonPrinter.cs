using System.Globalization;
using System.Text;
using System.Text.Json;
using LocalPods.Api.JsonPaths;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Output;

/// <summary>Writes objects as kubectl's JSON: members sorted, indented by four blanks, HTML's characters escaped.</summary>
internal static class JsonPrinter
{
    private const int Step = 4;

    /// <summary>Over several lines, with a line end.</summary>
    public static string Indented(JsonElement value)
    {
        var output = new StringBuilder();
        Write(output, value, 0);
        return output.Append('\n').ToString();
    }

    /// <summary>On one line, without a line end.</summary>
    public static string Compact(JsonElement value)
    {
        var output = new StringBuilder();
        Write(output, value, indent: null);
        return output.ToString();
    }

    private static void Write(StringBuilder output, JsonElement value, int? indent)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteAll(output, '{', '}', indent, value.Sorted(), (member, inner) =>
                {
                    WriteText(output, member.Name);
                    output.Append(indent is null ? ":" : ": ");
                    Write(output, member.Value, inner);
                });
                break;
            case JsonValueKind.Array:
                WriteAll(output, '[', ']', indent, value.Items(), (item, inner) => Write(output, item, inner));
                break;
            case JsonValueKind.String:
                WriteText(output, value.GetString()!);
                break;
            case JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False:
                output.Append(JsonOrder.ScalarText(value));
                break;
            case JsonValueKind.Undefined or JsonValueKind.Null:
                output.Append("null");
                break;
        }
    }

    private static void WriteAll<T>(StringBuilder output, char open, char close, int? indent, IEnumerable<T> parts, Action<T, int?> write)
    {
        output.Append(open);
        var any = false;
        var inner = indent + Step;
        foreach (var part in parts)
        {
            output.Append(any ? "," : "");
            NewLine(output, inner);
            write(part, inner);
            any = true;
        }

        if (any)
        {
            NewLine(output, indent);
        }

        output.Append(close);
    }

    private static void NewLine(StringBuilder output, int? indent)
    {
        if (indent is { } blanks)
        {
            output.Append('\n').Append(' ', blanks);
        }
    }

    private static void WriteText(StringBuilder output, string text)
    {
        output.Append('"');
        foreach (var letter in text)
        {
            _ = letter switch
            {
                '"' => output.Append("\\\""),
                '\\' => output.Append("\\\\"),
                '\n' => output.Append("\\n"),
                '\r' => output.Append("\\r"),
                '\t' => output.Append("\\t"),
                '\b' => output.Append("\\b"),
                '\f' => output.Append("\\f"),
                < ' ' or '<' or '>' or '&' or '\u2028' or '\u2029' => output.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}"),
                _ => output.Append(letter),
            };
        }

        output.Append('"');
    }
}
