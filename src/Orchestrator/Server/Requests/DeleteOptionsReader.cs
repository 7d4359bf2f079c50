using System.Text.Json;
using LocalPods.Api.Meta;
using LocalPods.Api.Serialization;
using LocalPods.Orchestrator.Server.Protobuf;

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
        var options = body.IsEmpty ? FromQuery(request) : FromBody(request, body);
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

        return causes.Count == 0 ? (options, dryRun) : throw ApiErrors.Invalid(OptionsKind, "", [.. causes]);
    }

    private static DeleteOptions FromQuery(ResourceRequest request) => new()
    {
        GracePeriodSeconds = request.Query.Number("gracePeriodSeconds"),
        PropagationPolicy = request.Query.Text("propagationPolicy"),
        OrphanDependents = request.Query.OptionalFlag("orphanDependents"),
        DryRun = [.. request.Query["dryRun"].OfType<string>()],
    };

    private static DeleteOptions FromBody(ResourceRequest request, ReadOnlyMemory<byte> body)
    {
        var json = BodyReader.MediaType(request.Http.Request) switch
        {
            "application/json" or "text/json" => ObjectDecoder.Parse(body),
            ProtobufBody.MediaType => ProtobufBody.Read(body, "DeleteOptions"),
            _ => throw ApiErrors.UnsupportedMediaType("application/json, " + ProtobufBody.MediaType),
        };
        try
        {
            return ApiJson.FromJson<DeleteOptions>(json ?? throw new JsonException("the body is null"));
        }
        catch (JsonException e)
        {
            throw ApiErrors.BadRequest($"DeleteOptions cannot be read: {e.Message}");
        }
    }
}
