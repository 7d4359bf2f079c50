using System.Text.Json;
using LocalPods.Cli.Client;
using LocalPods.Cli.Output;

namespace LocalPods.Cli.Commands;

/// <summary><c>get -w</c>: the list first, then every change until the user or the server ends it.</summary>
internal sealed class GetWatch(GetRequest request)
{
    private readonly Invocation _invocation = request.Invocation;
    private bool _printed;

    public int Run(ResourceSelection selection)
    {
        var type = selection.Type;
        if (selection.Names.Count == 1)
        {
            _invocation.Api.Get(request.ItemTarget(type, selection.Names[0], withObject: false)); // refuses a name that is not there
        }

        var named = selection.Names.Count == 1 ? $"metadata.name={selection.Names[0]}" : request.FieldSelector;
        var target = UrlText.WithQuery(type.Collection(request.Namespace), ("labelSelector", request.Selector), ("fieldSelector", named));
        var accept = request.Format is ObjectFormat.Table ? ApiRequest.Table : ApiRequest.Json;
        var printer = new TablePrinter(
            _invocation.Out, request.OptionsFor(type, request.Format is ObjectFormat.Table { Wide: true }, withKind: false));

        var list = JsonElement.Parse(_invocation.Api.Send(new ApiRequest("GET", target) { Accept = accept }));
        if (!request.WatchOnly)
        {
            PrintList(list, type, printer);
        }

        var version = list.Field("metadata").Text("resourceVersion");
        var separator = target.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        using var stream = _invocation.Api.Open(new ApiRequest("GET", $"{target}{separator}watch=true&resourceVersion={UrlText.Escape(version)}") { Accept = accept });
        foreach (var change in WatchStream.Read(stream.Body))
        {
            if (change.Type != "BOOKMARK")
            {
                Print(change.Object, type, printer);
                _invocation.Out.Flush();
            }
        }

        return ExitCode.Success;
    }

    private void PrintList(JsonElement list, ResourceType type, TablePrinter printer)
    {
        if (request.Format is not ObjectFormat.Table)
        {
            foreach (var item in list.Field("items").Items())
            {
                Print(item, type, printer);
            }
        }
        else if (TableAnswer.Read(list) is { Rows.Count: > 0 } table)
        {
            if (type == ResourceCatalog.Events && request.SortBy.Length == 0)
            {
                RowOrder.Sort(table.Rows, "", r => r.Object);
            }

            printer.Print(table);
        }

        _invocation.Out.Flush();
    }

    private void Print(JsonElement item, ResourceType type, TablePrinter printer)
    {
        switch (request.Format)
        {
            case ObjectFormat.Table:
                printer.Print(TableAnswer.Read(item));
                break;
            case ObjectFormat.Custom custom:
                _invocation.Out.Write(custom.Columns.Print([item], withHeading: !_printed && !_invocation.Flags.On("no-headers")));
                break;
            default:
                _invocation.Out.Write(_printed && request.Format is ObjectFormat.Yaml ? "---\n" : "");
                _invocation.Out.Write(request.Format.Print(GetObjects.WithKind(item, type)));
                break;
        }

        _printed = true;
    }
}
