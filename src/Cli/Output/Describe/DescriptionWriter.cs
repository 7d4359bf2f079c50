using System.Globalization;
using System.Text.Json;
using LocalPods.Cli.Client;
using LocalPods.Cli.Terminal;

namespace LocalPods.Cli.Output.Describe;

/// <summary>
/// Lays out a description as kubectl does: two blanks a level, and cells aligned over consecutive lines that have them. A line
/// without a value ends the block, so the value column may change after a heading.
/// </summary>
/// <param name="clock">What ages are measured against, and the zone that times are shown in.</param>
internal sealed class DescriptionWriter(TimeProvider clock)
{
    private readonly ColumnWriter _columns = new(minimum: 0, padding: 2);

    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    /// <summary>A time in RFC 1123 with the zone as a number; empty when there is none.</summary>
    public string Time(JsonElement value)
    {
        if (value.Time() is not { } time)
        {
            return "";
        }

        var local = TimeZoneInfo.ConvertTime(time, clock.LocalTimeZone);
        var zone = local.ToString("zzz", CultureInfo.InvariantCulture).Replace(":", "", StringComparison.Ordinal);
        return $"{local.ToString("ddd, dd MMM yyyy HH:mm:ss", CultureInfo.InvariantCulture)} {zone}";
    }

    /// <summary>A heading: a line without a value.</summary>
    public void Heading(int level, string text) => Line(level, text);

    /// <summary>A label with its value.</summary>
    public void Field(int level, string label, string value) => Line(level, label + ":", value);

    /// <summary>A label with its value, unless there is none.</summary>
    public void OptionalField(int level, string label, string value)
    {
        if (value.Length > 0)
        {
            Field(level, label, value);
        }
    }

    /// <summary>A label with values one below the other; <c>&lt;none&gt;</c> without any.</summary>
    public void Fields(int level, string label, IReadOnlyList<string> values)
    {
        Field(level, label, values.Count == 0 ? "<none>" : values[0]);
        foreach (var value in values.Skip(1))
        {
            Line(0, "", value);
        }
    }

    /// <summary>
    /// A line of cells; all but the last are aligned. Tabs and line ends inside a cell go on to the layout as they are, as
    /// kubectl lets them: a message of two lines is two lines, the second at the left edge.
    /// </summary>
    public void Line(int level, params ReadOnlySpan<string> cells) =>
        _columns.Write(new string(' ', 2 * level) + SafeText.Escape(string.Join('\t', cells)) + "\n");

    public override string ToString() => _columns.ToString();
}
