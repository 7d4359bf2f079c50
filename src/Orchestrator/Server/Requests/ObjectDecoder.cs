using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LocalPods.Api.Serialization;
using LocalPods.Api.Validation;
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
        Warn(request, read.Warnings);
        return read.Json ?? throw ApiErrors.BadRequest(read.Refusal ?? "the body is not an object");
    }

    /// <summary>Reads the body as a patch. What is written twice in it is treated as in an object.</summary>
    /// <exception cref="ApiException">400: not JSON; 422: a field is written twice, and may not be.</exception>
    public static async Task<JsonNode?> ReadPatchAsync(ResourceRequest request, FieldValidation validation)
    {
        var body = await BodyReader.ReadAsync(request.Http.Request, request.Aborted);
        var read = JsonReader.Read(SourceText.FromUtf8("body", body), ReadLimits.Default);
        if (read.Faults is [var fault, ..])
        {
            throw ApiErrors.BadRequest($"error decoding patch: {fault.Message}");
        }

        if (read.Documents is not [var root])
        {
            throw ApiErrors.BadRequest("error decoding patch: unexpected end of JSON input");
        }

        var twice = StrictDecoder.Check(root, ApiJson.TypeInfo<JsonElement>());
        if (validation == FieldValidation.Strict && ApiFaultText.StrictDecodingError(twice) is { } refusal)
        {
            throw ApiErrors.InvalidPatch(Shown(request, body.Span), refusal);
        }

        Warn(request, validation == FieldValidation.Warn ? ApiFaultText.Warnings(twice) : []);
        return root.ToWholeJson();
    }

    /// <summary>Checks what a patch made of an object as if it had been sent whole.</summary>
    /// <exception cref="ApiException">422: it is no object of the kind any more.</exception>
    public static JsonObject CheckPatched(ResourceRequest request, JsonObject patched, FieldValidation validation)
    {
        var body = JsonText.OfTree(patched);
        var read = request.Definition.Read(body, yaml: false, validation);
        if (read is { Json: null, Refusal: { } refusal })
        {
            throw ApiErrors.InvalidPatch(Shown(request, body), read.Detail ?? refusal);
        }

        Warn(request, read.Warnings);
        return Canonical(request.Definition, read.Json!);
    }

    // Whoever may patch a secret may not be allowed to read it.
    private static string Shown(ResourceRequest request, ReadOnlySpan<byte> body) =>
        request.Definition.IsConfidential ? SecretValidation.Redacted : Encoding.UTF8.GetString(body);

    /// <summary>Checks an object that came in another form as if it had been sent whole.</summary>
    private static JsonObject Check(ResourceRequest request, JsonObject content, FieldValidation validation) =>
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
        Warn(request, read.Warnings);
        return Canonical(request.Definition, read.Json ?? throw ApiErrors.BadRequest(read.Refusal ?? "the body is not an object"));
    }

    private static void Warn(ResourceRequest request, IEnumerable<string> warnings)
    {
        foreach (var warning in warnings)
        {
            Answer.Warn(request.Http, warning);
        }
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
