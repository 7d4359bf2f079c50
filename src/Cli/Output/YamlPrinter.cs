using System.Text;
using System.Text.Json;
using LocalPods.Api.JsonPaths;

namespace LocalPods.Cli.Output;

/// <summary>Writes objects as kubectl's YAML: members sorted, lists not indented below their member.</summary>
internal static class YamlPrinter
{
    private const int Step = 2;

    /// <summary>The document with a line end and without a separator.</summary>
    public static string Print(JsonElement document)
    {
        var output = new StringBuilder();
        if (IsBlock(document))
        {
            WriteBlock(output, document, indent: 0, onLine: true);
        }
        else
        {
            WriteInline(output, document, 0);
            output.Append('\n');
        }

        return output.ToString();
    }

    private static bool IsBlock(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().Any(),
        JsonValueKind.Array => value.GetArrayLength() > 0,
        _ => false,
    };

    /// <summary>Writes members or items on lines of their own.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="value">An object or array that is not empty.</param>
    /// <param name="indent">Where its lines begin.</param>
    /// <param name="onLine">Whether the output already stands at that place.</param>
    private static void WriteBlock(StringBuilder output, JsonElement value, int indent, bool onLine)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray())
            {
                output.Append(' ', onLine ? 0 : indent).Append("- ");
                onLine = false;
                WriteNested(output, item, indent + Step, indent + Step);
            }

            return;
        }

        foreach (var member in value.EnumerateObject().OrderBy(m => m.Name, YamlKeyOrder.Instance))
        {
            output.Append(' ', onLine ? 0 : indent);
            onLine = false;
            WriteMember(output, member, indent);
        }
    }

    private static void WriteMember(StringBuilder output, JsonProperty member, int indent)
    {
        if (YamlScalar.IsSimpleKey(member.Name))
        {
            YamlScalar.Write(output, member.Name, indent, isKey: true);
            output.Append(':');
        }
        else
        {
            output.Append("? ");
            YamlScalar.Write(output, member.Name, indent + Step, isKey: false);
            output.Append('\n').Append(' ', indent).Append(':');
        }

        if (!IsBlock(member.Value))
        {
            output.Append(' ');
            WriteInline(output, member.Value, indent + Step);
            output.Append('\n');
            return;
        }

        output.Append('\n');
        WriteBlock(output, member.Value, member.Value.ValueKind == JsonValueKind.Array ? indent : indent + Step, onLine: false);
    }

    private static void WriteNested(StringBuilder output, JsonElement item, int indent, int scalarIndent)
    {
        if (IsBlock(item))
        {
            WriteBlock(output, item, indent, onLine: true);
        }
        else
        {
            WriteInline(output, item, scalarIndent);
            output.Append('\n');
        }
    }

    private static void WriteInline(StringBuilder output, JsonElement value, int indent)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                output.Append("{}");
                break;
            case JsonValueKind.Array:
                output.Append("[]");
                break;
            case JsonValueKind.String:
                YamlScalar.Write(output, value.GetString()!, indent, isKey: false);
                break;
            case JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False:
                output.Append(JsonOrder.ScalarText(value));
                break;
            case JsonValueKind.Undefined or JsonValueKind.Null:
                output.Append("null");
                break;
        }
    }
}
