using System.Text;

namespace LocalPods.Cli.Terminal;

/// <summary>The last lines of a terminal, drawn again and again in place. May be used by several threads.</summary>
/// <param name="output">Goes to the terminal.</param>
/// <param name="screen">The terminal.</param>
internal sealed class RedrawnLines(TextWriter output, Screen screen)
{
    /// <summary>The width when the terminal does not say.</summary>
    private const int UsualWidth = 80;

    private readonly Lock _gate = new();
    private IReadOnlyList<PaintedLine> _shown = [];

    /// <summary>Shows these lines in place of those before.</summary>
    public void Draw(IReadOnlyList<PaintedLine> lines)
    {
        lock (_gate)
        {
            if (!lines.Select(l => l.Text).SequenceEqual(_shown.Select(l => l.Text)))
            {
                output.Write(Erased() + Painted(lines));
                output.Flush();
                _shown = lines;
            }
        }
    }

    /// <summary>Writes something else, above the lines.</summary>
    public void Aside(Action write)
    {
        lock (_gate)
        {
            output.Write(Erased());
            output.Flush();
            write();
            output.Write(Painted(_shown));
            output.Flush();
        }
    }

    // To the start of the first line, and everything from there is cleared.
    private string Erased() => _shown.Count == 0 ? "" : $"\u001b[{_shown.Count}A\r\u001b[J";

    // A line that reached the edge would take two.
    private string Painted(IReadOnlyList<PaintedLine> lines)
    {
        var width = (screen.Width > 0 ? screen.Width : UsualWidth) - 1;
        var text = new StringBuilder();
        foreach (var line in lines)
        {
            text.Append(line.Paint(line.Text.Length > width ? line.Text[..width] : line.Text)).Append('\n');
        }

        return text.ToString();
    }
}
