using System.Text.Json;
using System.Text.Json.Nodes;
using LocalPods.Api.Serialization;
using LocalPods.Orchestrator.Resources;
using LocalPods.Orchestrator.Server.Responses;

namespace LocalPods.Orchestrator.Server.Requests;

/// <summary>Turns bodies into objects of a kind, with the refusals and warnings of an API server (spec: api 3, 14).</summary>
internal static class ObjectDecoder
{
    private const string Accepted = "application/json, application/yaml";
    private const string SourceName = "request body";

    /// <summary>Reads the body as an object of the request's kind; kind and apiVersion may be missing in it.</summary>
    public static async Task<JsonObject> ReadAsync(ResourceRequest request, FieldValidation validation)
    {
        var mediaType = RequestBody.MediaType(request.Http.Request);
        var yaml = mediaType is "application/yaml" or "application/x-yaml" or "text/yaml";
        if (!yaml && mediaType is not ("application/json" or "text/json"))
        {
            throw ApiErrors.UnsupportedMediaType(Accepted);
        }

        var body = await RequestBody.ReadAsync(request.Http.Request, request.Aborted);
        return Decode(request, body, yaml, validation);
    }

    /// <summary>Checks the outcome of a patch as if it had been sent whole.</summary>
    public static JsonObject Check(ResourceRequest request, JsonObject content, FieldValidation validation) =>
        Decode(request, JsonText.OfTree(content), yaml: false, validation);

    /// <summary>Reads a value for which there is no kind: a patch, options.</summary>
    /// <exception cref="ApiException">400: not JSON.</exception>
    public static JsonNode? Parse(ReadOnlyMemory<byte> body)
    {
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
        var names = request.Definition.Names;
        var read = yaml ? YamlReader.Read(SourceName, body, ReadLimits.Default) : JsonReader.Read(SourceText.FromUtf8(SourceName, body), ReadLimits.Default);
        if (read.Faults is [var fault, ..] || read.Documents is not [SourceNode.Mapping node])
        {
            var start = body.IsEmpty ? "<empty>" : System.Text.Encoding.UTF8.GetString(body.Span[..Math.Min(body.Length, 64)]);
            var detail = read.Faults.FirstOrDefault()?.Message ?? (body.IsEmpty ? "unexpected end of JSON input" : "not one object");
            throw ApiErrors.BadRequest(
                $"the object provided is unrecognized (must be of type {names.Kind}): couldn't get version/kind; json parse error: {detail} ({start})");
        }

        CheckKind(names, node);
        if (request.Definition.Schema is not { } schema)
        {
            return AsObject(node.ToJson());
        }

        var faults = StrictDecoder.Check(node, schema);
        if (ApiFaultText.TypeError(faults) is { } wrong)
        {
            throw CannotBeHandled(names, wrong);
        }

        switch (validation)
        {
            case FieldValidation.Strict when ApiFaultText.StrictDecodingError(faults) is { } refused:
                throw CannotBeHandled(names, refused);
            case FieldValidation.Warn:
                foreach (var warning in ApiFaultText.Warnings(faults))
                {
                    Answer.Warn(request.Http, warning);
                }

                break;
            case FieldValidation.Strict or FieldValidation.Ignore:
                break;
        }

        return Canonical(request.Definition, AsObject(node.ToJson(schema)));
    }

    private static JsonObject Canonical(ResourceDefinition definition, JsonObject content)
    {
        try
        {
            return definition.Canonical(content);
        }
        catch (JsonException e)
        {
            throw CannotBeHandled(definition.Names, e.Message);
        }
    }

    private static void CheckKind(ResourceNames names, SourceNode.Mapping node)
    {
        var kind = node.Text("kind") is { Length: > 0 } givenKind ? givenKind : names.Kind;
        var apiVersion = node.Text("apiVersion") is { Length: > 0 } givenVersion ? givenVersion : names.ApiVersion;
        if (apiVersion != names.ApiVersion)
        {
            throw ApiErrors.BadRequest(ApiFaultText.CannotBeHandled(
                kind, apiVersion, names.Kind, $"no kind \"{kind}\" is registered for version \"{apiVersion}\" here; the path is of {names.ApiVersion}"));
        }

        if (kind != names.Kind)
        {
            throw ApiErrors.BadRequest(ApiFaultText.CannotBeHandled(kind, apiVersion, names.Kind, $"the path is of kind {names.Kind}"));
        }
    }

    private static ApiException CannotBeHandled(ResourceNames names, string detail) =>
        ApiErrors.BadRequest(ApiFaultText.CannotBeHandled(names.Kind, names.Version, names.Kind, detail));

    private static JsonObject AsObject(JsonNode? node) => node as JsonObject ?? [];
}
