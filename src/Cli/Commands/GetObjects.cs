using System.Text.Json;
using System.Text.Json.Nodes;
using LocalPods.Cli.Client;
using LocalPods.Cli.Output;

namespace LocalPods.Cli.Commands;

/// <summary><c>get</c> in the formats that print the objects themselves.</summary>
internal sealed class GetObjects(GetRequest request, ObjectFormat format)
{
    private readonly Invocation _invocation = request.Invocation;

    public int Run(IReadOnlyList<ResourceSelection> selections)
    {
        var failures = new List<ApiFailure>();
        var items = new List<JsonElement>();
        foreach (var selection in selections)
        {
            items.AddRange(Fetch(selection, failures));
        }

        if (request.SortBy.Length > 0)
        {
            RowOrder.Sort(items, request.SortBy, i => i);
        }

        var single = selections is [{ Names.Count: 1 }];
        if (!single || items.Count > 0)
        {
            Print(single ? items[0] : ListOf(items), items);
        }

        var failed = false;
        foreach (var failure in failures)
        {
            failed |= request.Tell(failure);
        }

        return failed ? ExitCode.Failure : ExitCode.Success;
    }

    /// <summary>An object of a list with the kind and version its list has taken from it.</summary>
    public static JsonElement WithKind(JsonElement item, ResourceType type)
    {
        if (item.Field("kind").Exists())
        {
            return item;
        }

        var node = JsonObject.Create(item)!;
        node["apiVersion"] = type.ApiVersion;
        node["kind"] = type.Kind;
        return JsonElement.Parse(JsonBytes.Of(node));
    }

    private void Print(JsonElement document, List<JsonElement> items)
    {
        var text = format is ObjectFormat.Custom custom
            ? custom.Columns.Print(items, withHeading: !_invocation.Flags.On("no-headers"))
            : format.Print(document);
        _invocation.Out.Write(text);
    }

    private List<JsonElement> Fetch(ResourceSelection selection, List<ApiFailure> failures)
    {
        if (selection.Names.Count == 0)
        {
            var list = JsonElement.Parse(_invocation.Api.Get(request.ListTarget(selection.Type, withObjects: false)));
            return [.. list.Field("items").Items().Select(i => WithKind(i, selection.Type))];
        }

        var found = new List<JsonElement>();
        foreach (var name in selection.Names)
        {
            try
            {
                found.Add(JsonElement.Parse(_invocation.Api.Get(request.ItemTarget(selection.Type, name, withObject: false))));
            }
            catch (ApiFailure failure)
            {
                failures.Add(failure);
            }
        }

        return found;
    }

    /// <summary>Objects as one document.</summary>
    public static JsonElement ListOf(List<JsonElement> items)
    {
        var list = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["items"] = new JsonArray([.. items.Select(i => JsonObject.Create(i))]),
            ["kind"] = "List",
            ["metadata"] = new JsonObject { ["resourceVersion"] = "" },
        };
        return JsonElement.Parse(JsonBytes.Of(list));
    }
}
