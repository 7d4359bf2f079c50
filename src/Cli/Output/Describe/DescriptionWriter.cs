using System.Globalization;
using System.Text;
using System.Text.Json;
using LocalPods.Cli.Client;
using LocalPods.Cli.Terminal;

namespace LocalPods.Cli.Output.Describe;

/// <summary>
/// Lays out a description as kubectl does: two blanks a level, and cells that end with a tab aligned over consecutive lines
/// that have such a cell. A line without a tab ends the block, so the value column may change after a heading.
/// </summary>
/// <param name="clock">What ages are measured against, and the zone that times are shown in.</param>
internal sealed class DescriptionWriter(TimeProvider clock)
{
    private const int Padding = 2;

    private readonly List<string[]> _lines = [];

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

    /// <summary>A line of cells; all but the last are aligned.</summary>
    public void Line(int level, params string[] cells)
    {
        cells = [.. cells.Select(SafeText.Escape)];
        cells[0] = new string(' ', 2 * level) + cells[0];
        _lines.Add(cells);
    }

    public override string ToString()
    {
        var widths = _lines.Select(cells => new int[cells.Length - 1]).ToArray();
        for (var start = 0; start < _lines.Count; start++)
        {
            for (var column = 0; column < widths[start].Length; column++)
            {
                if (widths[start][column] == 0)
                {
                    Align(widths, start, column);
                }
            }
        }

        var text = new StringBuilder();
        for (var i = 0; i < _lines.Count; i++)
        {
            var cells = _lines[i];
            for (var column = 0; column < cells.Length - 1; column++)
            {
                text.Append(cells[column]).Append(' ', widths[i][column] - TextWidth.Of(cells[column]));
            }

            text.Append(cells[^1]).Append('\n');
        }

        return text.ToString();
    }

    // Gives all lines of the block that begins here the width of its widest cell.
    private void Align(int[][] widths, int start, int column)
    {
        var end = start;
        var widest = 0;
        for (; end < _lines.Count && widths[end].Length > column; end++)
        {
            widest = Math.Max(widest, TextWidth.Of(_lines[end][column]));
        }

        for (var i = start; i < end; i++)
        {
            widths[i][column] = widest + Padding;
        }
    }
}
