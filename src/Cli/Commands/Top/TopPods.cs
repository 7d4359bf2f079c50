using System.Text.Json;
using LocalPods.Cli.Client;
using LocalPods.Cli.Commands.Completion;

namespace LocalPods.Cli.Commands.Top;

/// <summary><c>localpods top pods</c>.</summary>
internal static class TopPods
{
    public static Command Definition { get; } = new("top pods", "Display resource (CPU/memory) usage of pods")
    {
        OtherNames = ["pod", "po"],
        Usage = "top pods [NAME | -l label] [flags]",
        Description = "Show what pods use just now: processors, and memory that could not be taken back. It is measured when you ask, over half a second at least.",
        Examples = """
              # All pods of the namespace
              localpods top pods

              # The containers of one pod
              localpods top pod web --containers

              # The hungriest pods anywhere
              localpods top pods -A --sort-by=memory
            """,
        Flags =
        [
            Flag.Switch("all-namespaces", "Show the pods of all namespaces", 'A'),
            Flag.Switch("containers", "Show each container by itself"),
            Flag.Text("field-selector", "Fields to filter on, such as metadata.name!=web"),
            Flag.Switch("no-headers", "Print no heading"),
            Flag.Text("selector", "Labels to filter on, such as app=web,tier!=db", 'l'),
            Flag.Text("sort-by", "Show those that use most first: cpu or memory") with { Values = Usage.SortFields },
            Flag.Switch("sum", "Print the sum of all"),
        ],
        Completes = CompletedArguments.Pod,
        Run = Run,
    };

    private static int Run(Invocation invocation)
    {
        var flags = invocation.Flags;
        var sort = Usage.SortBy(flags);
        var name = TopCommand.NameOf(invocation);
        if (name.Length > 0 && (flags.Given("selector") || flags.Given("field-selector")))
        {
            throw CommandException.Error("only one of NAME or selector can be provided");
        }

        var everywhere = flags.On("all-namespaces") && name.Length == 0;
        var found = Read(invocation, name, everywhere);
        if (found.Count == 0)
        {
            invocation.Error.WriteLine(everywhere ? "No resources found" : $"No resources found in {invocation.Namespace} namespace.");
            return ExitCode.Success;
        }

        Print(invocation, found, sort, everywhere);
        return ExitCode.Success;
    }

    private static List<(string Namespace, string Name, List<(string Name, Usage Usage)> Containers)> Read(Invocation invocation, string name, bool everywhere)
    {
        var flags = invocation.Flags;
        var path = "/apis/metrics.k8s.io/v1beta1" + (everywhere ? "/pods" : $"/namespaces/{UrlText.Escape(invocation.Namespace)}/pods");
        var target = name.Length > 0
            ? $"{path}/{UrlText.Escape(name)}"
            : UrlText.WithQuery(path, ("labelSelector", flags.Text("selector")), ("fieldSelector", flags.Text("field-selector")));
        var answer = JsonElement.Parse(invocation.Api.Get(target));
        IEnumerable<JsonElement> pods = name.Length > 0 ? [answer] : answer.Field("items").Items();
        return
        [
            .. pods.Select(p => (
                p.Field("metadata").Text("namespace"),
                p.Field("metadata").Text("name"),
                p.Field("containers").Items().Select(c => (c.Text("name"), Usage.Read(c.Field("usage")))).ToList())),
        ];
    }

    private static void Print(Invocation invocation, List<(string Namespace, string Name, List<(string Name, Usage Usage)> Containers)> pods, string sort, bool everywhere)
    {
        var (table, byContainer) = (new TopTable(), invocation.Flags.On("containers"));
        List<string> before = [.. everywhere ? ["NAMESPACE"] : Array.Empty<string>(), .. byContainer ? ["POD"] : Array.Empty<string>(), "NAME"];
        if (!invocation.Flags.On("no-headers"))
        {
            table.Row([.. before, "CPU(cores)", "MEMORY(bytes)"]);
        }

        foreach (var (ns, name, containers) in Usage.Sort(pods, sort, p => Sum(p.Containers), p => $"{p.Namespace}/{p.Name}"))
        {
            IEnumerable<string> first = everywhere ? [ns] : [];
            if (!byContainer)
            {
                Row(table, [.. first, name], Sum(containers));
                continue;
            }

            foreach (var (container, usage) in Usage.Sort(containers, sort, c => c.Usage, c => c.Name))
            {
                Row(table, [.. first, name, container], usage);
            }
        }

        if (invocation.Flags.On("sum"))
        {
            var blank = Enumerable.Repeat("", before.Count);
            table.Row([.. blank, "________", "________"]);
            Row(table, blank, Sum(pods.SelectMany(p => p.Containers)));
        }

        table.Print(invocation.Out);
    }

    private static void Row(TopTable table, IEnumerable<string> names, Usage usage) => table.Row([.. names, usage.Cpu, usage.Memory]);

    private static Usage Sum(IEnumerable<(string Name, Usage Usage)> containers) => containers.Aggregate(default(Usage), (sum, c) => sum + c.Usage);
}
