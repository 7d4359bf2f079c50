using System.Text;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Output;

/// <summary>
/// Prints tables as kubectl does: columns padded to their widest cell and three blanks, six at least, the last not at all.
/// Printing again (a watch) keeps the widths and does not repeat the heading.
/// </summary>
internal sealed class TablePrinter(TextWriter output, TableOptions options)
{
    private const int Minimum = 6;
    private const int Padding = 3;

    private readonly List<int> _widths = [];
    private IReadOnlyList<TableColumn> _columns = [];
    private bool _headed;

    public void Print(TableAnswer table)
    {
        if (table.Columns is { } columns && !SameColumns(columns))
        {
            (_columns, _headed) = (columns, false);
        }

        var lines = new List<List<string>>();
        if (!_headed && !options.NoHeaders)
        {
            lines.Add(Heading());
        }

        _headed = true;
        foreach (var row in table.Rows)
        {
            lines.Add(Cells(row));
        }

        Write(lines);
    }

    private bool SameColumns(IReadOnlyList<TableColumn> columns)
    {
        if (columns.Count != _columns.Count)
        {
            return false;
        }

        for (var i = 0; i < columns.Count; i++)
        {
            if (columns[i] != _columns[i])
            {
                return false;
            }
        }

        return true;
    }

    private List<string> Heading()
    {
        var cells = new List<string>();
        if (options.WithNamespace)
        {
            cells.Add("NAMESPACE");
        }

        foreach (var column in _columns)
        {
            if (column.Priority == 0 || options.Wide)
            {
                cells.Add(column.Name.ToUpperInvariant());
            }
        }

        foreach (var label in options.LabelColumns)
        {
            cells.Add(label[(label.LastIndexOf('/') + 1)..].ToUpperInvariant());
        }

        if (options.ShowLabels)
        {
            cells.Add("LABELS");
        }

        return cells;
    }

    private List<string> Cells(TableRow row)
    {
        var cells = new List<string>();
        var metadata = row.Object.Field("metadata");
        if (options.WithNamespace)
        {
            cells.Add(metadata.Text("namespace"));
        }

        var first = options.KindPrefix.Length > 0;
        for (var i = 0; i < _columns.Count && i < row.Cells.Count; i++)
        {
            if (_columns[i].Priority == 0 || options.Wide)
            {
                cells.Add(first ? $"{options.KindPrefix}/{OneLine(row.Cells[i])}" : OneLine(row.Cells[i]));
                first = false;
            }
        }

        var labels = metadata.Field("labels");
        foreach (var label in options.LabelColumns)
        {
            cells.Add(labels.Text(label));
        }

        if (options.ShowLabels)
        {
            var all = string.Join(',', labels.Sorted().Select(l => $"{l.Name}={l.Value.Text()}"));
            cells.Add(all.Length > 0 ? all : "<none>");
        }

        return cells;
    }

    private void Write(List<List<string>> lines)
    {
        foreach (var line in lines)
        {
            for (var i = 0; i < line.Count - 1; i++)
            {
                if (i == _widths.Count)
                {
                    _widths.Add(Minimum);
                }

                _widths[i] = Math.Max(_widths[i], TextWidth.Of(line[i]) + Padding);
            }
        }

        var text = new StringBuilder();
        foreach (var line in lines)
        {
            for (var i = 0; i < line.Count; i++)
            {
                text.Append(line[i]);
                if (i < line.Count - 1)
                {
                    text.Append(' ', _widths[i] - TextWidth.Of(line[i]));
                }
            }

            text.Append('\n');
        }

        output.Write(text.ToString());
    }

    /// <summary>Cuts at the first line end and makes control characters visible, so that no object can move the cursor.</summary>
    private static string OneLine(string cell)
    {
        var end = cell.AsSpan().IndexOfAny('\n', '\r', '\f');
        var text = end < 0 ? cell : cell[..end] + "...";
        return Terminal.SafeText.Escape(text);
    }
}
