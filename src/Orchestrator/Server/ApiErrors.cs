using LocalPods.Api.Merging;
using LocalPods.Api.Meta;
using LocalPods.Orchestrator.Resources;
using LocalPods.Orchestrator.Server.Access;

namespace LocalPods.Orchestrator.Server;

/// <summary>The refusals of a Kubernetes API server, with its codes, reasons and words (spec: api 7).</summary>
internal static class ApiErrors
{
    public static ApiException NotFound(ResourceNames names, string name) =>
        Of(404, "NotFound", $"{Named(names, name)} not found", Details(names, name));

    public static ApiException UnknownResource() => Of(404, "NotFound", "the server could not find the requested resource", new StatusDetails());

    public static ApiException AlreadyExists(ResourceNames names, string name, bool terminating) =>
        Of(409, "AlreadyExists", $"{(terminating ? "object is being deleted: " : "")}{Named(names, name)} already exists", Details(names, name));

    /// <summary>Somebody wrote in between.</summary>
    public static ApiException Conflict(ResourceNames names, string name) =>
        Conflict(names, name, "the object has been modified; please apply your changes to the latest version and try again");

    public static ApiException Conflict(ResourceNames names, string name, string because) =>
        Of(409, "Conflict", $"Operation cannot be fulfilled on {Named(names, name)}: {because}", Details(names, name));

    /// <summary>A condition of the request does not hold; the text names the kind where other conflicts name the resource.</summary>
    public static ApiException PreconditionFailed(ResourceNames names, string name, string because) =>
        Of(409, "Conflict", $"Operation cannot be fulfilled on {names.QualifiedKind} \"{name}\": {because}", Details(names, name));

    /// <summary>Others own fields that an apply wants otherwise.</summary>
    public static ApiException ApplyConflict(ImmutableArray<FieldConflict> conflicts)
    {
        var told = conflicts.Length == 1
            ? $"conflict: conflict with {conflicts[0].Manager}: {conflicts[0].Path}"
            : $"conflicts: {string.Join('\n', conflicts.GroupBy(c => c.Manager).OrderBy(g => g.Key, StringComparer.Ordinal)
                .SelectMany(g => g.Select(c => $"- {c.Path}").Prepend($"conflicts with {g.Key}:")))}";
        return Of(409, "Conflict", $"Apply failed with {conflicts.Length} {told}", new StatusDetails
        {
            Causes = [.. conflicts.Select(c => new StatusCause { Reason = "FieldManagerConflict", Message = $"conflict with {c.Manager}", Field = c.Path })],
        });
    }

    public static ApiException Forbidden(ResourceNames names, string name, string because, params ImmutableArray<StatusCause> causes) =>
        Of(403, "Forbidden", $"{Named(names, name)} is forbidden: {because}", Details(names, name) with { Causes = causes });

    /// <summary>Somebody may not do what they ask for.</summary>
    /// <param name="caller">Who.</param>
    /// <param name="wanted">What.</param>
    /// <param name="because">More about it; may be empty.</param>
    public static ApiException Forbidden(Caller caller, AccessAttributes wanted, string because)
    {
        var more = because.Length == 0 ? "" : ": " + because;
        if (wanted.Path is { } path)
        {
            return Of(403, "Forbidden", $"forbidden: User \"{caller.Name}\" cannot {wanted.Verb} path \"{path}\"{more}", new StatusDetails());
        }

        var where = wanted.Namespace.Length == 0 ? "at the cluster scope" : $"in the namespace \"{wanted.Namespace}\"";
        var what = wanted.Group.Length == 0 ? wanted.Resource : $"{wanted.Resource}.{wanted.Group}";
        var which = wanted.Name.Length == 0 ? what : $"{what} \"{wanted.Name}\"";
        return Of(
            403,
            "Forbidden",
            $"{which} is forbidden: User \"{caller.Name}\" cannot {wanted.Verb} resource \"{wanted.FullResource}\" in API group \"{wanted.Group}\" {where}{more}",
            new StatusDetails { Name = OrNull(wanted.Name), Group = OrNull(wanted.Group), Kind = wanted.Resource });
    }

    /// <summary>Fields are wrong; every fault at once.</summary>
    /// <param name="kind">Kind, with its group when it has one.</param>
    /// <param name="name">Of the object; may be empty.</param>
    /// <param name="causes">At least one. The message is without the field.</param>
    public static ApiException Invalid(string kind, string name, ImmutableArray<StatusCause> causes)
    {
        var texts = causes.Select(c => string.IsNullOrEmpty(c.Field) ? c.Message ?? "" : $"{c.Field}: {c.Message}").ToList();
        var all = texts.Count == 1 ? texts[0] : $"[{string.Join(", ", texts)}]";
        var dot = kind.IndexOf('.', StringComparison.Ordinal);
        return Of(422, "Invalid", $"{kind} \"{name}\" is invalid: {all}", new StatusDetails
        {
            Name = name,
            Group = dot < 0 ? null : kind[(dot + 1)..],
            Kind = dot < 0 ? kind : kind[..dot],
            Causes = causes,
        });
    }

    /// <summary>A patch leaves something that is no object of its kind.</summary>
    public static ApiException InvalidPatch(string patch, string because) => Invalid("", "", [new StatusCause
    {
        Reason = "FieldValueInvalid",
        Field = "patch",
        Message = $"Invalid value: {JsonText.Quoted(patch)}: {because}",
    }]);

    public static ApiException BadRequest(string message) => Of(400, "BadRequest", message, null);

    public static ApiException Unauthorized() => Of(401, "Unauthorized", "Unauthorized", null);

    /// <summary>The verb is not offered just now.</summary>
    public static ApiException MethodNotAllowed(string because) => Of(405, "MethodNotAllowed", because, new StatusDetails());

    public static ApiException MethodNotAllowed() =>
        Of(405, "MethodNotAllowed", "the server does not allow this method on the requested resource", new StatusDetails());

    public static ApiException NotAcceptable() =>
        Of(406, "NotAcceptable", "only the following media types are accepted: application/json", null);

    public static ApiException UnsupportedMediaType(string accepted) =>
        Of(415, "UnsupportedMediaType", $"the body of the request was in an unknown format - accepted media types include: {accepted}", null);

    public static ApiException TooLarge(long limit) =>
        Of(413, "RequestEntityTooLarge", $"Request entity too large: limit is {limit}", null);

    /// <summary>History from there on is no longer kept.</summary>
    public static ApiException Expired(string message) => Of(410, "Expired", message, null);

    /// <summary>The revision asked for is not there yet.</summary>
    /// <param name="asked">Revision of the request.</param>
    /// <param name="current">Newest there is.</param>
    public static ApiException TooLargeResourceVersion(long asked, long current) =>
        Of(504, "Timeout", $"Timeout: Too large resource version: {asked}, current: {current}", new StatusDetails
        {
            Causes = [new StatusCause { Reason = "ResourceVersionTooLarge", Message = "Too large resource version" }],
            RetryAfterSeconds = 1,
        });

    /// <summary>Not now; asking again later may help.</summary>
    public static ApiException TooManyRequests(string message, StatusCause cause) =>
        Of(429, "TooManyRequests", message, new StatusDetails { Causes = [cause] });

    public static ApiException Unavailable(string message) => Of(503, "ServiceUnavailable", message, null);

    /// <summary>The disk has no room for a write.</summary>
    public static ApiException StorageFull(string message) => Of(507, "InsufficientStorage", message, null);

    public static ApiException Internal(string message) =>
        Of(500, "InternalError", $"Internal error occurred: {message}", new StatusDetails { Causes = [new StatusCause { Message = message }] });

    /// <summary>It cannot be done, for a reason that is nobody's mistake.</summary>
    public static ApiException Failed(string message) => Of(500, "InternalError", message, null);

    private static ApiException Of(int code, string reason, string message, StatusDetails? details) =>
        new(new Status { Result = "Failure", Message = message, Reason = reason, Details = details, Code = code });

    private static string? OrNull(string text) => text.Length == 0 ? null : text;

    private static string Named(ResourceNames names, string name) => $"{names.Qualified} \"{name}\"";

    private static StatusDetails Details(ResourceNames names, string name) =>
        new() { Name = name, Group = names.Group.Length == 0 ? null : names.Group, Kind = names.Plural };
}
