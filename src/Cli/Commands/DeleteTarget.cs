using System.Text.Json;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Commands;

/// <summary>An object to delete.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Namespace">Its namespace; null for types without.</param>
/// <param name="Name">Its name.</param>
internal sealed record DeleteTarget(ResourceType Type, string? Namespace, string Name)
{
    public string Path => Type.Item(Namespace, Name);

    /// <summary>Every object of the type that the selectors leave.</summary>
    public static IEnumerable<DeleteTarget> List(Invocation invocation, ResourceType type, DeleteOptions options)
    {
        var target = UrlText.WithQuery(
            type.Collection(options.AllNamespaces ? null : invocation.Namespace), ("labelSelector", options.Selector), ("fieldSelector", options.FieldSelector));
        using var list = JsonDocument.Parse(invocation.Api.Get(target));
        foreach (var item in list.RootElement.Field("items").Items())
        {
            var metadata = item.Field("metadata");
            yield return new DeleteTarget(type, type.Namespaced ? metadata.Text("namespace") : null, metadata.Text("name"));
        }
    }
}
