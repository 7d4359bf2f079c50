using System.Xml.Linq;
using LocalPods.Api.History;
using LocalPods.Cli.Commands;
using LocalPods.Cli.Terminal;
using LocalPods.Cli.Tests.Timeline;

namespace LocalPods.Cli.Tests.Commands;

public sealed class TimelineCommandTests : CommandTest
{
    private Screen? _screen;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Api.On("GET /api/v1/namespaces/shop/pods/cart", """{"metadata":{"name":"cart","namespace":"shop","uid":"u1"},"status":{"phase":"Running"}}""")
            .On("GET /localpods/namespaces/shop/pods/cart/history", System.Text.Encoding.UTF8.GetString(HistoryJson.ToBytes(Histories.Restarted())));
    }

    [Fact]
    public void A_life_is_drawn_in_letters()
    {
        var outcome = Run("timeline", "cart", "-n", "shop");
        (outcome.Code, outcome.Error).ShouldBe((0, ""));
        Golden.Check("timeline", outcome.Output);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(80)]
    [InlineData(203)]
    public void It_fits_the_terminal(int width)
    {
        _screen = new Screen(width, Coloured: false);
        var drawing = Run("timeline", "cart", "-n", "shop").Output.Split("\n\n")[1];
        drawing.Split('\n').Max(l => l.Length).ShouldBeInRange(width - 4, width);
    }

    [Fact]
    public void A_terminal_that_wants_colour_gets_it_and_nothing_else_changes()
    {
        var plain = Run("timeline", "pod/cart", "-n", "shop").Output;
        plain.ShouldNotContain("\u001b");
        _screen = new Screen(100, Coloured: true);
        var coloured = Run("timeline", "cart", "-n", "shop").Output;
        coloured.ShouldContain("\u001b[32m");
        System.Text.RegularExpressions.Regex.Replace(coloured, "\u001b\\[[0-9;]*m", "").ShouldBe(plain);
    }

    [Fact]
    public void The_picture_is_one_document_whose_parts_tell_their_times()
    {
        var outcome = Run("timeline", "cart", "-n", "shop", "-o", "svg");
        Golden.Check("timeline-svg", outcome.Output);
        var svg = XDocument.Parse(outcome.Output);
        var titles = svg.Descendants().Where(e => e.Name.LocalName == "title").Select(e => e.Value).ToList();
        titles.ShouldContain("back-off (instance 1)\n10:01:12.200 to 10:01:22.200\n10.0 s");
        titles.ShouldContain("Liveness probe: Failure in 40 ms\n10:00:24.350\ncommand failed & <said> so");
        svg.Root!.Attribute("width")!.Value.ShouldBe("1200");
        outcome.Output.ShouldNotContain("href");
    }

    [Fact]
    public void Programs_get_segments_with_times()
    {
        var answer = System.Text.Json.JsonDocument.Parse(Run("timeline", "cart", "-n", "shop", "-o", "json").Output).RootElement;
        var web = answer.GetProperty("lanes")[2];
        web.GetProperty("segments")[1].GetRawText().ReplaceLineEndings("").Replace(" ", "", StringComparison.Ordinal).ShouldBe(
            """{"attempt":0,"durationMs":100,"end":"2026-03-03T10:00:00.4500000Z","kind":"Creating","start":"2026-03-03T10:00:00.3500000Z"}""");
        answer.GetProperty("durationMs").GetDouble().ShouldBe(100_000);
    }

    [Fact]
    public void Mistakes_are_told()
    {
        Run("timeline").Error.ShouldBe("error: expected 'timeline POD'\nSee 'localpods timeline -h' for help and examples\n");
        Run("timeline", "cart", "-n", "shop", "-o", "png").Error.ShouldBe("error: unable to match a printer suitable for the output format \"png\", allowed formats are: json,svg,text\n");
        Api.NotFound("GET /api/v1/namespaces/default/pods/none", "pods", "none");
        Run("timeline", "none").ShouldBe(new(1, "", "Error from server (NotFound): pods \"none\" not found\n"));
    }

    private protected override CliEnvironment Environment(Stream output, TextWriter error, Stream errorBytes, string input) =>
        base.Environment(output, error, errorBytes, input) with { OutputScreen = () => _screen };
}
