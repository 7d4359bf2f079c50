using LocalPods.Cli.Output;

namespace LocalPods.Cli.Tests.Output;

public sealed class ColumnWriterTests
{
    public static TheoryData<string, string> Texts() => new()
    {
        { "a\tb\nccc\td\n", "a    b\nccc  d\n" },
        { "a\tb\nheading:\nccc\td\n", "a  b\nheading:\nccc  d\n" },
        { "Name:\tx\nContainers:\n  api:\n    Image:\ti\n    Command:\n      /app\n    State:\tRunning\n      Started:\tnow\n",
          "Name:  x\nContainers:\n  api:\n    Image:  i\n    Command:\n      /app\n    State:      Running\n      Started:  now\n" },
        { "a\tb\tc\nlonger\td\n", "a       b  c\nlonger  d\n" },
        { "ü\tx\n12345\ty\n", "ü      x\n12345  y\n" },
        { "no end\tx", "no end  x" },
        { "", "" },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void Columns_are_aligned_in_runs_of_lines_that_have_them(string text, string aligned)
    {
        var writer = new ColumnWriter(minimum: 0, padding: 2);
        writer.Write(text);
        writer.ToString().ShouldBe(aligned);
    }
}
