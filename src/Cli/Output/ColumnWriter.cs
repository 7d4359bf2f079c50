using System.Text;

namespace LocalPods.Cli.Output;

/// <summary>
/// Aligns text whose cells end in tabs, as Go's text/tabwriter does with blanks: a column is a run of consecutive lines that
/// have a cell there; the last cell of a line, ended by no tab, takes no part in it.
/// </summary>
/// <param name="minimum">Least width of a column, padding included.</param>
/// <param name="padding">Blanks after the widest cell.</param>
internal sealed class ColumnWriter(int minimum, int padding)
{
    private readonly List<List<string>> _lines = [[]];
    private readonly StringBuilder _cell = new();

    public void Write(ReadOnlySpan<char> text)
    {
        foreach (var letter in text)
        {
            switch (letter)
            {
                case '\t':
                    EndCell();
                    break;
                case '\n':
                    EndCell();
                    _lines.Add([]);
                    break;
                default:
                    _cell.Append(letter);
                    break;
            }
        }
    }

    /// <summary>Everything written, aligned.</summary>
    public override string ToString()
    {
        if (_cell.Length > 0)
        {
            EndCell();
        }

        var output = new StringBuilder();
        var widths = new List<int>();
        var written = Format(output, widths, 0, 0, _lines.Count);
        WriteLines(output, widths, written, _lines.Count);
        return output.ToString();
    }

    private void EndCell()
    {
        _lines[^1].Add(_cell.ToString());
        _cell.Clear();
    }

    // Lines from `written` on are not yet in the output; returns the first that is not.
    private int Format(StringBuilder output, List<int> widths, int written, int from, int to)
    {
        var column = widths.Count;
        for (var line = from; line < to; line++)
        {
            if (column >= _lines[line].Count - 1)
            {
                continue;
            }

            WriteLines(output, widths, written, line);
            written = line;
            var width = minimum;
            var first = line;
            for (; line < to && column < _lines[line].Count - 1; line++)
            {
                width = Math.Max(width, TextWidth.Of(_lines[line][column]) + padding);
            }

            widths.Add(width);
            written = Format(output, widths, written, first, line);
            WriteLines(output, widths, written, line);
            written = line;
            widths.RemoveAt(widths.Count - 1);
            line--;
        }

        return written;
    }

    private void WriteLines(StringBuilder output, List<int> widths, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            var cells = _lines[i];
            for (var column = 0; column < cells.Count; column++)
            {
                output.Append(cells[column]);
                if (column < widths.Count && column < cells.Count - 1)
                {
                    output.Append(' ', widths[column] - TextWidth.Of(cells[column]));
                }
            }

            if (i < _lines.Count - 1)
            {
                output.Append('\n');
            }
        }
    }
}
