using System.Globalization;
using System.Text.Json;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Commands.Top;

/// <summary><c>localpods top nodes</c>.</summary>
internal static class TopNodes
{
    private const string NotMeasured = "<unknown>";

    public static Command Definition { get; } = new("top nodes", "Display resource (CPU/memory) usage of nodes")
    {
        OtherNames = ["node", "no"],
        Usage = "top nodes [NAME | -l label] [flags]",
        Description = "Show what the node uses just now, and how much of what pods may ask for that is. It is measured when you ask.",
        Examples = """
              # The node
              localpods top nodes
            """,
        Flags =
        [
            Flag.Switch("no-headers", "Print no heading"),
            Flag.Text("selector", "Labels to filter on", 'l'),
            Flag.Switch("show-capacity", "Reckon by all that the node has, not by what pods may ask for"),
            Flag.Text("sort-by", "Show those that use most first: cpu or memory") with { Values = Usage.SortFields },
        ],
        Run = Run,
    };

    private static int Run(Invocation invocation)
    {
        var flags = invocation.Flags;
        var sort = Usage.SortBy(flags);
        var name = TopCommand.NameOf(invocation);
        if (name.Length > 0 && flags.Given("selector"))
        {
            throw CommandException.Error("only one of NAME or --selector can be provided");
        }

        var nodes = Read(invocation, ResourceCatalog.Nodes.Collection(null), name).ToDictionary(Name, StringComparer.Ordinal);
        var measured = Read(invocation, "/apis/metrics.k8s.io/v1beta1/nodes", name).Select(m => (Name: Name(m), Usage: Usage.Read(m.Field("usage")))).ToList();
        if (measured.Count == 0)
        {
            throw CommandException.Error("metrics not available yet");
        }

        var table = new TopTable();
        if (!flags.On("no-headers"))
        {
            table.Row("NAME", "CPU(cores)", "CPU(%)", "MEMORY(bytes)", "MEMORY(%)");
        }

        foreach (var (node, usage) in Usage.Sort(measured, sort, m => m.Usage, m => m.Name))
        {
            var there = Usage.Read(nodes.GetValueOrDefault(node).Field("status").Field(flags.On("show-capacity") ? "capacity" : "allocatable"));
            table.Row(node, usage.Cpu, Percent(usage.MilliCores, there.MilliCores), usage.Memory, Percent(usage.Bytes, there.Bytes));
        }

        foreach (var silent in nodes.Keys.Except(measured.Select(m => m.Name)).Order(StringComparer.Ordinal))
        {
            table.Row(silent, NotMeasured, NotMeasured, NotMeasured, NotMeasured);
        }

        table.Print(invocation.Out);
        return ExitCode.Success;
    }

    private static IEnumerable<JsonElement> Read(Invocation invocation, string path, string name)
    {
        var selector = invocation.Flags.Text("selector");
        var answer = JsonElement.Parse(invocation.Api.Get(name.Length > 0 ? $"{path}/{UrlText.Escape(name)}" : UrlText.WithQuery(path, ("labelSelector", selector))));
        return name.Length > 0 ? [answer] : answer.Field("items").Items();
    }

    private static string Name(JsonElement of) => of.Field("metadata").Text("name");

    private static string Percent(long used, long of) => of <= 0 ? NotMeasured : string.Create(CultureInfo.InvariantCulture, $"{(long)((double)used / of * 100)}%");
}
