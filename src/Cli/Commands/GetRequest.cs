using LocalPods.Cli.Client;
using LocalPods.Cli.Output;

namespace LocalPods.Cli.Commands;

/// <summary>What one <c>get</c> asks the server for.</summary>
internal sealed class GetRequest(Invocation invocation, ObjectFormat format)
{
    public Invocation Invocation { get; } = invocation;

    public ObjectFormat Format { get; } = format;

    public bool AllNamespaces { get; } = invocation.Flags.On("all-namespaces");

    public string Selector { get; } = invocation.Flags.Text("selector");

    public string FieldSelector { get; } = invocation.Flags.Text("field-selector");

    public string SortBy { get; } = invocation.Flags.Text("sort-by");

    public bool IgnoreNotFound { get; } = invocation.Flags.On("ignore-not-found");

    public bool WatchOnly { get; } = invocation.Flags.On("watch-only");

    /// <summary>The namespace in the path; null for all.</summary>
    public string? Namespace => AllNamespaces ? null : Invocation.Namespace;

    /// <summary>The table's options when rows of this type are shown.</summary>
    /// <param name="type">The type of the rows.</param>
    /// <param name="wide">Whether <c>-o wide</c> was given.</param>
    /// <param name="withKind">Whether names carry their type because several types are shown.</param>
    public TableOptions OptionsFor(ResourceType type, bool wide, bool withKind) => new()
    {
        Wide = wide,
        NoHeaders = Invocation.Flags.On("no-headers"),
        WithNamespace = AllNamespaces && type.Namespaced,
        ShowLabels = Invocation.Flags.On("show-labels"),
        LabelColumns = Invocation.Flags.Texts("label-columns"),
        KindPrefix = withKind || Invocation.Flags.On("show-kind") ? type.PrintedName : "",
    };

    /// <summary>The path and query of a list.</summary>
    public string ListTarget(ResourceType type, bool withObjects) => UrlText.WithQuery(
        type.Collection(Namespace),
        ("labelSelector", Selector),
        ("fieldSelector", FieldSelector),
        ("includeObject", withObjects ? "Object" : null));

    /// <summary>The path of one object.</summary>
    public string ItemTarget(ResourceType type, string name, bool withObject)
    {
        if (AllNamespaces && type.Namespaced)
        {
            throw CommandException.Error("a resource cannot be retrieved by name across all namespaces");
        }

        if (Selector.Length > 0 || FieldSelector.Length > 0)
        {
            throw CommandException.Error(Selector.Length > 0 ? "name cannot be provided when a selector is specified" : "name cannot be provided when a field selector is specified");
        }

        return UrlText.WithQuery(type.Item(Namespace, name), ("includeObject", withObject ? "Object" : null));
    }

    /// <summary>Tells a failure about one object among several.</summary>
    /// <returns>Whether it counts as a failure of the command.</returns>
    public bool Tell(ApiFailure failure)
    {
        if (failure.IsNotFound && IgnoreNotFound)
        {
            return false;
        }

        Invocation.Out.Flush();
        Invocation.Error.Write(failure.Explanation);
        return true;
    }
}
