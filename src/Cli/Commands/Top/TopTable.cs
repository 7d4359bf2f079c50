using LocalPods.Cli.Output;

namespace LocalPods.Cli.Commands.Top;

/// <summary>A table whose last column is padded too, as that of <c>kubectl top</c> is.</summary>
internal sealed class TopTable
{
    private readonly ColumnWriter _columns = new(minimum: 6, padding: 3);

    public void Row(params IEnumerable<string> cells)
    {
        foreach (var cell in cells)
        {
            _columns.Write(cell);
            _columns.Write("\t");
        }

        _columns.Write("\n");
    }

    public void Print(TextWriter output) => output.Write(_columns.ToString());
}
