using System.Text.Json;
using System.Text.Json.Nodes;
using LocalPods.Api.Serialization;
using LocalPods.Orchestrator.Resources;
using LocalPods.Orchestrator.Server.Protobuf;
using LocalPods.Orchestrator.Server.Registry;
using LocalPods.Orchestrator.Server.Responses;

namespace LocalPods.Orchestrator.Server.Requests;

/// <summary>Turns bodies into objects of a kind, with the refusals and warnings of an API server (spec: api 3, 14).</summary>
internal static class ObjectDecoder
{
    private const string Accepted = "application/json, application/yaml, " + ProtobufBody.MediaType;

    /// <summary>Reads the body as an object of the request's kind; kind and apiVersion may be missing in it.</summary>
    public static async Task<JsonObject> ReadAsync(ResourceRequest request, FieldValidation validation)
    {
        var mediaType = BodyReader.MediaType(request.Http.Request);
        var yaml = mediaType is "application/yaml" or "application/x-yaml" or "text/yaml";
        if (!yaml && mediaType is not ("application/json" or "text/json" or ProtobufBody.MediaType))
        {
            throw ApiErrors.UnsupportedMediaType(Accepted);
        }

        var body = await BodyReader.ReadAsync(request.Http.Request, request.Aborted);
        return mediaType == ProtobufBody.MediaType
            ? Check(request, ProtobufBody.Read(body, request.Definition.Names.Kind), validation)
            : Decode(request, body, yaml, validation);
    }

    /// <summary>Reads the body as what somebody wants of an object of the request's kind. Fields that the kind does not have are still in it.</summary>
    public static async Task<JsonObject> ReadAppliedAsync(ResourceRequest request, FieldValidation validation)
    {
        var read = request.Definition.ReadApplied(await BodyReader.ReadAsync(request.Http.Request, request.Aborted), validation);
        foreach (var warning in read.Warnings)
        {
            Answer.Warn(request.Http, warning);
        }

        return read.Json ?? throw ApiErrors.BadRequest(read.Refusal ?? "the body is not an object");
    }

    /// <summary>Checks an object that came in another form as if it had been sent whole.</summary>
    public static JsonObject Check(ResourceRequest request, JsonObject content, FieldValidation validation) =>
        Decode(request, JsonText.OfTree(content), yaml: false, validation);

    /// <summary>Reads a value for which there is no kind: a patch, options.</summary>
    /// <exception cref="ApiException">400: not JSON.</exception>
    public static JsonNode? Parse(ReadOnlyMemory<byte> body)
    {
        // The document's reader leaves the text of strings unchecked until somebody asks for it.
        if (JsonReader.Read(SourceText.FromUtf8("body", body), ReadLimits.Default) is { Faults: [var fault, ..] })
        {
            throw ApiErrors.BadRequest($"error decoding the body: {fault.Message}");
        }

        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = ReadLimits.Default.MaxDepth });
            return JsonNode.Parse(body.Span, documentOptions: new JsonDocumentOptions { MaxDepth = ReadLimits.Default.MaxDepth });
        }
        catch (JsonException e)
        {
            throw ApiErrors.BadRequest($"error decoding the body: {e.Message}");
        }
    }

    private static JsonObject Decode(ResourceRequest request, ReadOnlyMemory<byte> body, bool yaml, FieldValidation validation)
    {
        var read = request.Definition.Read(body, yaml, validation);
        foreach (var warning in read.Warnings)
        {
            Answer.Warn(request.Http, warning);
        }

        return Canonical(request.Definition, read.Json ?? throw ApiErrors.BadRequest(read.Refusal ?? "the body is not an object"));
    }

    private static JsonObject Canonical(ResourceDefinition definition, JsonObject content)
    {
        try
        {
            var canonical = definition.Canonical(content);
            if (content["metadata"]?["managedFields"] is JsonArray { Count: 0 })
            {
                ObjectMetadata.Of(canonical)["managedFields"] = new JsonArray(); // means something: nobody is to own anything any more
            }

            return canonical;
        }
        catch (JsonException e)
        {
            var names = definition.Names;
            throw ApiErrors.BadRequest(ApiFaultText.CannotBeHandled(names.Kind, names.Version, names.Kind, e.Message));
        }
    }
}
