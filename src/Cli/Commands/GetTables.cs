using System.Text.Json;
using LocalPods.Cli.Client;
using LocalPods.Cli.Output;

namespace LocalPods.Cli.Commands;

/// <summary><c>get</c> as tables: one a type, computed by the server.</summary>
internal sealed class GetTables(GetRequest request, ObjectFormat.Table format)
{
    private readonly Invocation _invocation = request.Invocation;

    public int Run(IReadOnlyList<ResourceSelection> selections)
    {
        var failures = new List<ApiFailure>();
        var tables = new List<(ResourceType Type, TableAnswer Table)>();
        foreach (var selection in selections)
        {
            if (Fetch(selection, failures) is { Rows.Count: > 0 } table)
            {
                tables.Add((selection.Type, table));
            }
        }

        // Asking for several types is enough for names to carry theirs, whatever is there of them.
        var withKind = selections.Select(s => s.Type).Distinct().Count() > 1;
        for (var i = 0; i < tables.Count; i++)
        {
            _invocation.Out.Write(i == 0 ? "" : "\n");
            new TablePrinter(_invocation.Out, request.OptionsFor(tables[i].Type, format.Wide, withKind)).Print(tables[i].Table);
        }

        var failed = false;
        foreach (var failure in failures)
        {
            failed |= request.Tell(failure);
        }

        if (tables.Count == 0 && failures.Count == 0 && !request.IgnoreNotFound)
        {
            _invocation.Out.Flush();
            _invocation.Error.WriteLine(
                request.AllNamespaces || !selections[0].Type.Namespaced ? "No resources found" : $"No resources found in {_invocation.Namespace} namespace.");
        }

        return failed ? ExitCode.Failure : ExitCode.Success;
    }

    private TableAnswer? Fetch(ResourceSelection selection, List<ApiFailure> failures)
    {
        var sorts = request.SortBy.Length > 0 || selection.Type == ResourceCatalog.Events;
        if (selection.Names.Count == 0)
        {
            var list = Read(request.ListTarget(selection.Type, sorts));
            if (sorts)
            {
                RowOrder.Sort(list.Rows, request.SortBy, r => r.Object);
            }

            return list;
        }

        TableAnswer? all = null;
        foreach (var name in selection.Names)
        {
            try
            {
                var one = Read(request.ItemTarget(selection.Type, name, sorts));
                if (all is null)
                {
                    all = one;
                }
                else
                {
                    all.Rows.AddRange(one.Rows);
                }
            }
            catch (ApiFailure failure)
            {
                failures.Add(failure);
            }
        }

        return all;
    }

    private TableAnswer Read(string target)
    {
        var body = _invocation.Api.Send(new ApiRequest("GET", target) { Accept = ApiRequest.Table });
        using var document = JsonDocument.Parse(body);
        return TableAnswer.Read(document.RootElement.Clone());
    }
}
