using LocalPods.Api.Selectors;
using LocalPods.Orchestrator.Server.Requests;
using Microsoft.AspNetCore.Http;

namespace LocalPods.Orchestrator.Server.Access;

/// <summary>What somebody wants to do: a verb on objects, or on a path outside of them.</summary>
/// <param name="Verb">As rules name it.</param>
internal sealed record AccessAttributes(string Verb)
{
    /// <summary>Outside the objects; null for objects.</summary>
    public string? Path { get; init; }

    /// <summary>Group of the resource; empty for the core group.</summary>
    public string Group { get; init; } = "";

    /// <summary>Plural name.</summary>
    public string Resource { get; init; } = "";

    /// <summary>Empty for the object itself.</summary>
    public string Subresource { get; init; } = "";

    /// <summary>Empty for the whole cluster and for all namespaces.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>Empty where no object is named.</summary>
    public string Name { get; init; } = "";

    /// <summary>Resource and subresource as rules name them.</summary>
    public string FullResource => Subresource.Length == 0 ? Resource : $"{Resource}/{Subresource}";

    /// <summary>Whether it is about the daemon itself, which is its owner's alone.</summary>
    public bool IsDaemons => Path is not null && Path.TrimStart('/').Split('/')[0] == "localpods";

    /// <summary>What a request wants, read from the same parse of the path by which it is routed.</summary>
    public static AccessAttributes Of(HttpRequest request)
    {
        var path = request.Path.Value ?? "/";
        return RequestTarget.Parse(path) is RequestTarget.Resource target
            ? Of(request, target)
            : new AccessAttributes(request.Method.ToLowerInvariant()) { Path = path };
    }

    private static AccessAttributes Of(HttpRequest request, RequestTarget.Resource target) => new(VerbOf(request, target))
    {
        Group = target.Group,
        Resource = target.Plural,
        Subresource = target.Subresource ?? "",

        // A namespace is inside itself, so that a role there may speak of it.
        Namespace = target.Namespace ?? (target.Plural == "namespaces" ? target.Name : null) ?? "",
        Name = target.Name ?? NameSelected(request) ?? "",
    };

    // Streams into a container do something, by whatever method they are opened.
    private static string VerbOf(HttpRequest request, RequestTarget.Resource target) => (request.Method, target) switch
    {
        (_, { Group: "", Plural: "pods", Subresource: "exec" or "attach" or "portforward" }) => "create",
        ("GET" or "HEAD", { Subresource: null }) when target.WatchPath || request.Query.Flag("watch") => "watch",
        ("GET" or "HEAD", { Name: null }) => "list",
        ("GET" or "HEAD", _) => "get",
        ("POST", _) => "create",
        ("PUT", _) => "update",
        ("PATCH", _) => "patch",
        ("DELETE", { Name: null }) => "deletecollection",
        ("DELETE", _) => "delete",
        _ => "",
    };

    // A list that can hold one object only is about that object.
    private static string? NameSelected(HttpRequest request)
    {
        try
        {
            return FieldMatcher.Parse(request.Query.Text("fieldSelector")).Requirements.FirstOrDefault(r => r is { Field: "metadata.name", Negated: false })?.Value;
        }
        catch (SelectorException)
        {
            return null; // the verb refuses it
        }
    }
}
