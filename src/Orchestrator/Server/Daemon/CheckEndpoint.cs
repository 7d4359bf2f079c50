using System.Text.Json;
using System.Text.Json.Nodes;
using LocalPods.Api.Core;
using LocalPods.Api.Defaulting;
using LocalPods.Api.Meta;
using LocalPods.Api.Serialization;
using LocalPods.Orchestrator.Checking;
using LocalPods.Orchestrator.Resources;
using LocalPods.Orchestrator.Server.Registry;
using LocalPods.Orchestrator.Server.Requests;
using LocalPods.Orchestrator.Server.Responses;
using LocalPods.Orchestrator.Store;
using Microsoft.AspNetCore.Http;

namespace LocalPods.Orchestrator.Server.Daemon;

/// <summary>
/// Checks a manifest before anything starts: <c>POST /localpods/check</c> with a List of its objects. Each is tried as if it were created after
/// those before it, in place of one that is there already, and nothing is stored; what the node knows of the pods' surroundings follows.
/// </summary>
internal sealed class CheckEndpoint(ObjectRegistry objects, ResourceRegistry resources, DaemonEndpoints daemon)
{
    private static readonly WriteOrigin s_trial = new("localpods", DryRun: true);

    public async Task AnswerAsync(HttpContext http)
    {
        var body = ObjectDecoder.Parse(await BodyReader.ReadAsync(http.Request, http.RequestAborted));
        if ((body as JsonObject)?["items"] is not JsonArray items || items.Any(i => i is not JsonObject))
        {
            throw ApiErrors.BadRequest("the body must be a List of objects");
        }

        var trial = objects.Trial();
        var checkedObjects = ImmutableArray.CreateBuilder<CheckedObject>(items.Count);
        for (var i = 0; i < items.Count; i++)
        {
            checkedObjects.Add(await ReadAsync(trial, i, items[i]!.AsObject(), http.RequestAborted));
        }

        var report = await daemon.CheckAsync(checkedObjects.MoveToImmutable(), http.RequestAborted);
        await Answer.BytesAsync(http, 200, Answer.JsonType, JsonSerializer.SerializeToUtf8Bytes(report, CheckJson.Default.CheckReport));
    }

    private async Task<CheckedObject> ReadAsync(ObjectRegistry trial, int index, JsonObject item, CancellationToken cancellationToken)
    {
        var (apiVersion, kind, name) = (item.Text("apiVersion") ?? "", item.Text("kind") ?? "", ObjectMetadata.Name(item));
        var bytes = JsonText.OfTree(item);
        var at = new CheckedObject(index, kind, "", name, JsonElement.Parse(bytes));
        if (resources.All.FirstOrDefault(d => d.IsStored && d.Names.Kind == kind && d.Known.ApiVersion == apiVersion) is not { } definition)
        {
            return at with { Refusals = [Refused(index, "kind", $"no matches for kind \"{kind}\" in version \"{apiVersion}\"")] };
        }

        var @namespace = !definition.Names.Namespaced ? null : ObjectMetadata.Of(item).Text("namespace") is { Length: > 0 } own ? own : "default";
        at = at with { Namespace = @namespace ?? "" };
        if (definition.Read(bytes, yaml: false, FieldValidation.Ignore) is not { Json: { } content })
        {
            return at with { Refusals = [Refused(index, "", $"it is no {kind}")] };
        }

        try
        {
            content = definition.Canonical(content);
        }
        catch (JsonException e)
        {
            return at with { Refusals = [Refused(index, "", e.Message)] };
        }

        try
        {
            content = await CreateAsync(trial, definition, @namespace, content, cancellationToken);
            ObjectMetadata.Of(content).Remove("uid"); // nobody else has it: one that is there already is known by its name
        }
        catch (ApiException refusal)
        {
            at = at with { Refusals = FindingsOf(index, refusal.Status) };
        }

        return definition switch
        {
            PodResource => at with { Pod = PodDefaults.Apply(ApiJson.FromJson<Pod>(content)) },
            ServiceResource => at with { Service = ApiJson.FromJson<Service>(content) },
            _ => at,
        };
    }

    // As it would be stored.
    private static async Task<JsonObject> CreateAsync(ObjectRegistry trial, ResourceDefinition definition, string? @namespace, JsonObject content, CancellationToken cancellationToken)
    {
        var key = new ObjectKey(definition.StoredAs, @namespace ?? "", ObjectMetadata.Name(content));
        if (trial.Store.Get(key) is not null)
        {
            ObjectMetadata.Of(content).Remove("resourceVersion");
            await trial.Store.DeleteAsync(key, expectedRevision: null, cancellationToken);
        }

        var created = (await trial.CreateAsync(definition, @namespace, content.DeepClone().AsObject(), s_trial, cancellationToken)).ToJsonObject();
        await trial.Store.CreateAsync(key with { Name = ObjectMetadata.Name(created) }, definition.AsStored(created.DeepClone().AsObject()), timeToLive: null, cancellationToken);
        return created;
    }

    private static ImmutableArray<CheckFinding> FindingsOf(int index, Status refusal) => refusal.Details?.Causes is { IsDefaultOrEmpty: false } causes
        ? [.. causes.Select(cause => Refused(index, cause.Field ?? "", string.IsNullOrEmpty(cause.Field) ? cause.Message ?? "" : $"{cause.Field}: {cause.Message}"))]
        : [Refused(index, "", refusal.Message ?? "it is refused")];

    private static CheckFinding Refused(int index, string field, string says) => new(index, field, CheckSeverity.Error, CheckCode.Refused, says, "");
}
