using LocalPods.Api.Meta;

namespace LocalPods.Orchestrator.Server.Requests;

/// <summary>Reads how an object is to be deleted, from the body or else from the query.</summary>
internal static class DeleteOptionsReader
{
    private const string OptionsKind = "DeleteOptions.meta.k8s.io";

    /// <summary>Reads and checks them.</summary>
    /// <returns>The options, and whether nothing is to be stored.</returns>
    public static async Task<(DeleteOptions Options, bool DryRun)> ReadAsync(ResourceRequest request)
    {
        var body = await BodyReader.ReadAsync(request.Http.Request, request.Aborted);
        var options = body.IsEmpty ? FromQuery(request) : ActionBody.Read<DeleteOptions>(request, body);
        return (options, Check(options));
    }

    /// <summary>Checks options that came in another body.</summary>
    /// <returns>Whether nothing is to be stored.</returns>
    /// <exception cref="ApiException">422: a value that is not known, or two that exclude each other.</exception>
    public static bool Check(DeleteOptions options)
    {
        List<StatusCause> causes = [];
        var dryRun = WriteOptions.ReadDryRun(options.DryRun, causes);
        if (options is { OrphanDependents: not null, PropagationPolicy: not null })
        {
            causes.Add(new() { Reason = "FieldValueInvalid", Field = "propagationPolicy", Message = "Invalid value: orphanDependents and deletionPropagation cannot be both set" });
        }

        if (options.PropagationPolicy is not (null or "" or "Background" or "Foreground" or "Orphan"))
        {
            causes.Add(WriteOptions.NotSupported("propagationPolicy", $"\"{options.PropagationPolicy}\"", "\"Foreground\", \"Background\", \"Orphan\", \"nil\""));
        }

        return causes.Count == 0 ? dryRun : throw ApiErrors.Invalid(OptionsKind, "", [.. causes]);
    }

    private static DeleteOptions FromQuery(ResourceRequest request) => new()
    {
        GracePeriodSeconds = request.Query.Number("gracePeriodSeconds"),
        PropagationPolicy = request.Query.Text("propagationPolicy"),
        OrphanDependents = request.Query.OptionalFlag("orphanDependents"),
        DryRun = [.. request.Query["dryRun"].OfType<string>()],
    };
}
