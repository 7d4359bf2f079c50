using System.Text;
using System.Text.Json;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Output.Describe;

/// <summary>An object of any type: all its fields, each name taken apart into words.</summary>
internal static class PlainDescription
{
    private static readonly string[] s_acronyms = ["API", "URL", "UID", "OSB", "GUID"];

    // Shown at the top, or not of interest.
    private static readonly string[] s_skipped = [".metadata.managedFields", ".metadata.name", ".metadata.namespace", ".metadata.labels", ".metadata.annotations"];

    public static string Write(JsonElement item, IReadOnlyList<JsonElement>? events, TimeProvider clock)
    {
        var to = new DescriptionWriter(clock);
        MetadataDescription.WriteNamed(to, item.Field("metadata"));
        WriteFields(to, 0, item, "");
        if (events is not null)
        {
            EventDescription.Write(to, events);
        }

        return to.ToString();
    }

    /// <summary>The name of a field as a heading: <c>creationTimestamp</c> is Creation Timestamp.</summary>
    internal static string Label(string field) =>
        field.All(c => char.IsLetter(c) || c == '-')
            ? string.Join(' ', Words(field).Select(w => s_acronyms.Contains(w.ToUpperInvariant()) ? w.ToUpperInvariant() : char.ToUpperInvariant(w[0]) + w[1..]))
            : field;

    private static void WriteFields(DescriptionWriter to, int level, JsonElement of, string path)
    {
        foreach (var (name, value) in of.Sorted())
        {
            var here = $"{path}.{name}";
            if (s_skipped.Contains(here))
            {
                continue;
            }

            switch (value.ValueKind)
            {
                case JsonValueKind.Object:
                    to.Heading(level, Label(name) + ":");
                    WriteFields(to, level + 1, value, here);
                    break;
                case JsonValueKind.Array:
                    to.Heading(level, Label(name) + ":");
                    WriteItems(to, level + 1, value, here);
                    break;
                default:
                    to.Field(level, Label(name), Scalar(value));
                    break;
            }
        }
    }

    private static void WriteItems(DescriptionWriter to, int level, JsonElement list, string path)
    {
        foreach (var item in list.Items())
        {
            if (item.ValueKind == JsonValueKind.Object)
            {
                WriteFields(to, level, item, path);
            }
            else
            {
                to.Heading(level, Scalar(item));
            }
        }
    }

    private static string Scalar(JsonElement value) => value.ValueKind is JsonValueKind.Null ? "<nil>" : value.ValueKind is JsonValueKind.Array ? value.GetRawText() : value.Text();

    // A word begins with a capital; capitals together are one word, of which the last belongs to small letters after it.
    private static List<string> Words(string field)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        for (var i = 0; i < field.Length; i++)
        {
            var begins = i > 0 && (Class(field[i]) != Class(field[i - 1]) ? !(char.IsUpper(field[i - 1]) && char.IsLower(field[i])) : char.IsUpper(field[i]) && i + 1 < field.Length && char.IsLower(field[i + 1]));
            if (begins)
            {
                words.Add(word.ToString());
                word.Clear();
            }

            word.Append(field[i]);
        }

        words.Add(word.ToString());
        return words;
    }

    private static int Class(char letter) => char.IsLower(letter) ? 0 : char.IsUpper(letter) ? 1 : 2;
}
