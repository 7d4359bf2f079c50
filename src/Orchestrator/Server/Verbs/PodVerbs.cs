using LocalPods.Api.Core;
using LocalPods.Api.Meta;
using LocalPods.Api.Policy;
using LocalPods.Orchestrator.Resources;
using LocalPods.Orchestrator.Server.Disruption;
using LocalPods.Orchestrator.Server.Registry;
using LocalPods.Orchestrator.Server.Requests;
using LocalPods.Orchestrator.Server.Responses;
using ResourceNames = LocalPods.Orchestrator.Resources.ResourceNames;

namespace LocalPods.Orchestrator.Server.Verbs;

/// <summary>What is done to pods by a POST: <c>eviction</c> and <c>binding</c> beneath them, and <c>bindings</c> of a namespace (spec: api 18).</summary>
internal sealed class PodVerbs(ObjectRegistry registry, ResourceRegistry resources, DisruptionBudgets budgets)
{
    private static readonly ResourceNames s_binding = new("", "v1", "pods/binding", "", "Binding", Namespaced: true);

    /// <summary>Deletes the pod, if disruption budgets allow it.</summary>
    public async Task EvictAsync(ResourceRequest request)
    {
        request.Format(list: false);
        var asked = WriteOptions.Read(request.Http.Request, "CreateOptions");
        var eviction = ActionBody.Read<Eviction>(request, await BodyReader.ReadAsync(request.Http.Request, request.Aborted));
        CheckName(request, request.Name, eviction.Metadata, "Eviction");
        var options = eviction.DeleteOptions ?? new DeleteOptions();
        var dryRun = DeleteOptionsReader.Check(options) | asked.Origin.DryRun;
        registry.Get(request.Definition, request.Namespace, request.Name);
        await budgets.EvictAsync(
            request.Namespace!,
            request.Name,
            () => registry.DeleteAsync(request.Definition, request.Namespace, request.Name, options, dryRun, request.Aborted),
            request.Aborted);
        await Answer.StatusAsync(request.Http, new Status { Result = "Success", Code = 201 });
    }

    /// <summary>Refuses: a pod has its node from the start, and cannot get another.</summary>
    public async Task BindAsync(ResourceRequest request)
    {
        request.Format(list: false);
        WriteOptions.Read(request.Http.Request, "CreateOptions");
        var binding = ActionBody.Read<Binding>(request, await BodyReader.ReadAsync(request.Http.Request, request.Aborted));
        var name = request.Target.Name ?? binding.Metadata.Name ?? "";
        CheckName(request, name, binding.Metadata, "Binding");
        if (Fault(binding.Target) is { } fault)
        {
            throw ApiErrors.Invalid("Binding", name, [fault]);
        }

        resources.TryFind("", "v1", "pods", out var pods);
        var node = JsonFields.Text(registry.Get(pods!, request.Namespace, name).Document, "spec.nodeName");
        throw ApiErrors.Conflict(s_binding, name, $"pod {name} is already assigned to node \"{node}\"");
    }

    private static void CheckName(ResourceRequest request, string name, ObjectMeta metadata, string kind)
    {
        if (metadata.Name != name)
        {
            throw ApiErrors.BadRequest($"name in URL does not match name in {kind} object");
        }

        if (metadata.Namespace is { Length: > 0 } given && given != request.Namespace)
        {
            throw ApiErrors.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
        }
    }

    private static StatusCause? Fault(ObjectReference target) => target switch
    {
        { Kind: not (null or "" or "Node") } => WriteOptions.NotSupported("target.kind", $"\"{target.Kind}\"", "\"Node\", \"<empty>\""),
        { Name: null or "" } => new StatusCause { Reason = "FieldValueRequired", Field = "target.name", Message = "Required value" },
        _ => null,
    };
}
