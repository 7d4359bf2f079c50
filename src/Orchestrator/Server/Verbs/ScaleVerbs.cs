using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using LocalPods.Api.Autoscaling;
using LocalPods.Api.Serialization;
using LocalPods.Api.Validation;
using LocalPods.Orchestrator.Resources;
using LocalPods.Orchestrator.Server.Registry;
using LocalPods.Orchestrator.Server.Requests;
using LocalPods.Orchestrator.Server.Responses;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Server.Verbs;

/// <summary>GET, PUT and PATCH of <c>/scale</c> (spec: api 18): the number of replicas of an object, whatever its kind calls it.</summary>
internal sealed class ScaleVerbs(ObjectRegistry registry, TimeProvider clock)
{
    public Task GetAsync(ResourceRequest request) => AnswerAsync(request, registry.Get(request.Definition, request.Namespace, request.Name));

    public async Task UpdateAsync(ResourceRequest request)
    {
        var options = WriteOptions.Read(request.Http.Request, "UpdateOptions");
        var wished = await ObjectDecoder.ReadAsync(OfScale(request), options.FieldValidation);
        await ChangeAsync(request, _ => wished, options);
    }

    public async Task PatchAsync(ResourceRequest request)
    {
        var options = WriteOptions.Read(request.Http.Request, WriteOptions.PatchOptions);
        var apply = await WriteVerbs.ReadPatchAsync(OfScale(request), options);
        await ChangeAsync(request, scale => WriteVerbs.Patched(OfScale(request), scale, apply, options), options);
    }

    private static ResourceRequest OfScale(ResourceRequest request) => request with { Definition = ScaleResource.Instance };

    private async Task ChangeAsync(ResourceRequest request, Func<JsonObject, JsonObject> change, WriteOptions options)
    {
        var paths = request.Definition.Scale!;
        var changed = await registry.ChangeAsync(
            request.Definition,
            request.Namespace,
            request.Name,
            existing =>
            {
                var wished = change(Json(request.Definition, new StoredObject(new(request.Definition.Names.Qualified, request.Namespace ?? "", request.Name), 0, JsonText.OfTree(existing))));
                var faults = ScaleResource.Instance.Validate(wished);
                if (!faults.IsEmpty)
                {
                    throw new ApiException(InvalidStatus.Of("Scale", "autoscaling", request.Name, faults));
                }

                WithReplicas(existing, paths.SpecReplicas, ApiJson.FromJson<Scale>(wished).Spec.Replicas ?? 0);
                ObjectMetadata.Of(existing)["resourceVersion"] = ObjectMetadata.Of(wished).Text("resourceVersion");
                return existing;
            },
            WritePart.Object,
            options.Origin with { Subresource = "scale" },
            request.Aborted);
        await AnswerAsync(request, changed);
    }

    private Task AnswerAsync(ResourceRequest request, StoredObject stored)
    {
        var format = request.Format(list: false);
        var scale = new StoredObject(stored.Key, stored.Revision, JsonText.OfTree(Json(request.Definition, stored)));
        return Answer.ObjectAsync(OfScale(request), scale, 200, format, clock.GetUtcNow());
    }

    private static JsonObject Json(ResourceDefinition definition, StoredObject stored)
    {
        var (paths, document) = (definition.Scale!, stored.Document);
        var metadata = new JsonObject();
        foreach (var name in (ReadOnlySpan<string>)["name", "namespace", "uid", "resourceVersion", "creationTimestamp"])
        {
            if (JsonFields.Text(document, "metadata." + name) is { Length: > 0 } text)
            {
                metadata[name] = text;
            }
        }

        var status = new JsonObject { ["replicas"] = Number(document, paths.StatusReplicas) };
        if (paths.Selector is { } selector && JsonFields.Text(document, selector) is { Length: > 0 } labels)
        {
            status["selector"] = labels;
        }

        return new JsonObject
        {
            ["kind"] = "Scale",
            ["apiVersion"] = "autoscaling/v1",
            ["metadata"] = metadata,
            ["spec"] = new JsonObject { ["replicas"] = Number(document, paths.SpecReplicas) },
            ["status"] = status,
        };
    }

    private static int Number(JsonElement document, string path) =>
        int.TryParse(JsonFields.Text(document, path), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static void WithReplicas(JsonObject content, string path, int replicas)
    {
        var names = path.Split('.');
        foreach (var name in names[..^1])
        {
            content = content.Object(name);
        }

        content[names[^1]] = replicas;
    }
}
