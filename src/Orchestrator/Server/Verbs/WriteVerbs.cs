using System.Text.Json.Nodes;
using LocalPods.Api.Meta;
using LocalPods.Api.Serialization;
using LocalPods.Orchestrator.Resources;
using LocalPods.Orchestrator.Server.Patching;
using LocalPods.Orchestrator.Server.Registry;
using LocalPods.Orchestrator.Server.Requests;
using LocalPods.Orchestrator.Server.Responses;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Server.Verbs;

/// <summary>POST, PUT and PATCH of objects and of their parts.</summary>
internal sealed class WriteVerbs(ObjectRegistry registry, TimeProvider clock)
{
    private readonly ApplyVerb _apply = new(registry, clock);

    private const string MergePatchType = "application/merge-patch+json";
    private const string JsonPatchType = "application/json-patch+json";
    private const string StrategicMergePatchType = "application/strategic-merge-patch+json";

    public async Task CreateAsync(ResourceRequest request)
    {
        var format = request.Format(list: false);
        var options = WriteOptions.Read(request.Http.Request, "CreateOptions");
        var content = await ObjectDecoder.ReadAsync(request, options.FieldValidation);
        var created = await registry.CreateAsync(request.Definition, request.Namespace, content, options.Origin, request.Aborted);
        foreach (var warning in request.Definition.Warnings(created.Document, registry.Admission()))
        {
            Answer.Warn(request.Http, warning);
        }

        await Answer.ObjectAsync(request, created, 201, format, clock.GetUtcNow());
    }

    public async Task UpdateAsync(ResourceRequest request, WritePart part)
    {
        var format = request.Format(list: false);
        var options = WriteOptions.Read(request.Http.Request, "UpdateOptions");
        var content = await ObjectDecoder.ReadAsync(request, options.FieldValidation);
        CheckName(request, content);
        ObjectMetadata.SetNamespace(content, request.Definition.Names, request.Namespace);
        var (stored, code) = part == WritePart.Object && request.Definition.CreatesOnUpdate && IsMissing(request)
            ? (await registry.CreateAsync(request.Definition, request.Namespace, WithoutVersion(content), options.Origin, request.Aborted), 201)
            : (await ChangeAsync(request, _ => content.DeepClone().AsObject(), part, options), 200);
        await Answer.ObjectAsync(request, stored, code, format, clock.GetUtcNow());
    }

    public async Task PatchAsync(ResourceRequest request, WritePart part)
    {
        if (BodyReader.MediaType(request.Http.Request) == ApplyVerb.MediaType)
        {
            await _apply.ApplyAsync(request, part);
            return;
        }

        var format = request.Format(list: false);
        var options = WriteOptions.Read(request.Http.Request, WriteOptions.PatchOptions);
        var apply = await ReadPatchAsync(request, options);
        var changed = await ChangeAsync(request, existing => Patched(request, existing, apply, options), part, options);
        await Answer.ObjectAsync(request, changed, 200, format, clock.GetUtcNow());
    }

    /// <summary>The patch of a request, to be applied to what is there.</summary>
    public static async Task<Func<JsonObject, JsonNode?>> ReadPatchAsync(ResourceRequest request, WriteOptions options)
    {
        var mediaType = BodyReader.MediaType(request.Http.Request);
        var strategic = request.Definition.TakesStrategicMerge;
        if (mediaType is not (MergePatchType or JsonPatchType) && !(strategic && mediaType == StrategicMergePatchType))
        {
            throw ApiErrors.UnsupportedMediaType($"{JsonPatchType}, {MergePatchType}{(strategic ? ", " + StrategicMergePatchType : "")}, {ApplyVerb.MediaType}");
        }

        return (mediaType, await ObjectDecoder.ReadPatchAsync(request, options.FieldValidation)) switch
        {
            (MergePatchType, JsonObject patch) => existing => MergePatch.Apply(existing, patch),
            (StrategicMergePatchType, JsonObject patch) => existing => StrategicMergePatch.Apply(existing, patch, TypeShape.For(request.Definition.Known.Type)),
            (JsonPatchType, JsonArray { Count: > JsonPatch.MostOperations }) => throw ApiErrors.TooLarge(JsonPatch.MostOperations),
            (JsonPatchType, JsonArray operations) => existing => JsonPatch.Apply(existing, operations),
            (MergePatchType or StrategicMergePatchType, _) => throw ApiErrors.BadRequest("a merge patch must be an object"),
            _ => throw ApiErrors.BadRequest("a JSON patch must be a list of operations"),
        };
    }

    /// <summary>What a patch makes of an object, checked as if it had been sent whole.</summary>
    public static JsonObject Patched(ResourceRequest request, JsonObject existing, Func<JsonObject, JsonNode?> apply, WriteOptions options)
    {
        var version = ObjectMetadata.Of(existing).Text("resourceVersion");
        var (uid, kind) = (ObjectMetadata.Of(existing).Text("uid"), existing.Text("kind"));
        var patched = ApplyOrRefuse(request, existing, apply) as JsonObject
            ?? throw Unprocessable(request, "", "the patch does not leave an object");
        if (patched.Text("kind") != kind || patched.Text("apiVersion") != request.Definition.Names.ApiVersion)
        {
            throw Unprocessable(request, "kind", "Invalid value: a patch may not change the kind or the version");
        }

        CheckName(request, patched);
        if (ObjectMetadata.Of(patched).Text("uid") is { } newUid && newUid != uid)
        {
            throw Unprocessable(request, "metadata.uid", $"Invalid value: \"{newUid}\": field is immutable");
        }

        // A patch that does not name a version is tried again when somebody else was faster.
        if (ObjectMetadata.Of(patched).Text("resourceVersion") == version)
        {
            ObjectMetadata.Of(patched).Remove("resourceVersion");
        }

        return ObjectDecoder.CheckPatched(request, patched, options.FieldValidation);
    }

    private static JsonNode? ApplyOrRefuse(ResourceRequest request, JsonObject existing, Func<JsonObject, JsonNode?> apply)
    {
        try
        {
            return apply(existing);
        }
        catch (PatchException e)
        {
            throw Unprocessable(request, "", $"the patch cannot be applied: {e.Message}");
        }
    }

    private static ApiException Unprocessable(ResourceRequest request, string field, string message) =>
        ApiErrors.Invalid(request.Definition.Names.QualifiedKind, request.Name, [new StatusCause { Reason = "FieldValueInvalid", Field = field, Message = message }]);

    private static void CheckName(ResourceRequest request, JsonObject content)
    {
        var name = ObjectMetadata.Name(content);
        if (name.Length == 0)
        {
            throw ApiErrors.BadRequest($"the name of the object ({request.Name} based on URL) was undeterminable: name must be provided");
        }

        if (name != request.Name)
        {
            throw ApiErrors.BadRequest($"the name of the object ({name}) does not match the name on the URL ({request.Name})");
        }
    }

    private static JsonObject WithoutVersion(JsonObject content)
    {
        ObjectMetadata.Of(content).Remove("resourceVersion");
        return content;
    }

    private bool IsMissing(ResourceRequest request) =>
        registry.Store.Get(new ObjectKey(request.Definition.StoredAs, request.Namespace ?? "", request.Name)) is null;

    private Task<StoredObject> ChangeAsync(ResourceRequest request, Func<JsonObject, JsonObject> change, WritePart part, WriteOptions options) =>
        registry.ChangeAsync(request.Definition, request.Namespace, request.Name, change, part, options.Origin, request.Aborted);
}
