using System.Text.Json;
using LocalPods.Api.Core;
using LocalPods.Api.Coverage;
using LocalPods.Api.Defaulting;
using LocalPods.Api.Durations;
using LocalPods.Api.Meta;
using LocalPods.Api.Serialization;
using LocalPods.Api.Validation;
using LocalPods.Orchestrator.Pods;
using LocalPods.Orchestrator.Pods.Status;

namespace LocalPods.Orchestrator.Resources;

/// <summary>Pods. A new one is put on the node at once; a deleted one stays for its grace, and the node ends and removes it.</summary>
public sealed class PodResource : ResourceDefinition<Pod>
{
    /// <summary>The subresource by which ephemeral containers are added.</summary>
    public const string EphemeralContainers = "ephemeralcontainers";

    /// <summary>The subresource by which processors and memory of containers are changed.</summary>
    public const string Resize = "resize";

    private readonly PodBackoffs? _backoffs;

    /// <param name="backoffs">Where waits are known that the wide table shows; null shows none.</param>
    public PodResource(PodBackoffs? backoffs = null)
        : base(new("", "v1", "pods", "pod", "Pod", Namespaced: true) { ShortNames = ["po"], Categories = ["all"] }) =>
        _backoffs = backoffs;

    public override bool TracksGeneration => true;

    public override ImmutableArray<string> AssignedFields { get; } = ["spec.nodeName"];

    public override ImmutableArray<Subresource> Subresources { get; } =
    [
        new("attach", "PodAttachOptions", "create", "get"),
        new("binding", "Binding", "create"),
        new(EphemeralContainers, "Pod", "get", "patch", "update"),
        new("eviction", "Eviction", "create") { Group = "policy", Version = "v1" },
        new("exec", "PodExecOptions", "create", "get"),
        new("log", "Pod", "get"),
        new("portforward", "PodPortForwardOptions", "create", "get"),
        new("proxy", "PodProxyOptions", "create", "delete", "get", "patch", "update"),
        new(Resize, "Pod", "get", "patch", "update"),
    ];

    public override ImmutableArray<string> SelectableFields { get; } =
    [
        "spec.nodeName", "spec.host", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName", "spec.hostNetwork",
        "status.phase", "status.podIP", "status.podIPs", "status.nominatedNodeName",
    ];

    public override ImmutableArray<TableColumnDefinition> Columns { get; } =
    [
        Column.Name,
        Column.Of("Ready", "string", "Containers that are ready, and all containers."),
        Column.Of("Status", "string", "Where the pod is in its life, or what ails it."),
        Column.Of("Restarts", "string", "How often containers were started again, and when last."),
        Column.Age,
        Column.Wide("IP", "string", "Address of the pod."),
        Column.Wide("Node", "string", "Node the pod runs on."),
        Column.Wide("Nominated Node", "string", "Node on which room is being made for the pod."),
        Column.Wide("Readiness Gates", "string", "Readiness gates that hold, and all readiness gates."),
        Column.Wide("Next Try", "string", "How long until the first container that waits in a back-off is tried again."),
    ];

    public override string ReadField(JsonElement document, string field) => field switch
    {
        "spec.host" => base.ReadField(document, "spec.nodeName"),
        "spec.hostNetwork" => base.ReadField(document, field) is { Length: > 0 } text ? text : "false",
        "status.podIPs" => JsonFields.At(document, field) is { ValueKind: JsonValueKind.Array } ips
            ? string.Join(',', ips.EnumerateArray().Select(ip => JsonFields.Text(ip, "ip")))
            : "",
        _ => base.ReadField(document, field),
    };

    public override long? DeletionGrace(JsonElement document, long? requested)
    {
        if (IsMirror(document))
        {
            return 0; // what it shows goes on, and shows itself again
        }

        var grace = requested ?? (JsonFields.At(document, "spec.terminationGracePeriodSeconds") is { ValueKind: JsonValueKind.Number } own ? own.GetInt64() : 0);
        var idle = JsonFields.Text(document, "spec.nodeName").Length == 0 || IsOver(document);
        return idle ? 0 : grace < 0 ? 1 : grace;
    }

    public override bool AnnouncesRemoval(JsonElement document) => !IsOver(document) && !IsMirror(document);

    public override ImmutableArray<string> Warnings(JsonElement document, AdmissionContext context) =>
    [
        .. JsonFields.Text(document, "spec.nodeName") is var node && node != context.NodeName
            ? [$"spec.nodeName: there is no node \"{node}\" here, only \"{context.NodeName}\": the pod stays Pending"]
            : context.NodeTrouble is { } trouble ? ImmutableArray.Create($"the pod waits for its node: {trouble}") : [],
        .. PodFields.SetBy(document).Where(f => f.Coverage.Warns).Select(f => $"{f.Path}: {f.Coverage.Note}"),
        .. document.Deserialize(ApiJson.TypeInfo<Pod>())?.Spec is { } spec ? PodWarnings.Of(spec).Select(w => $"{w.Field}: {w.Text}") : [],
    ];

    protected override Pod PrepareForCreate(Pod value, AdmissionContext context)
    {
        var chosen = value.Status.Conditions.Any(c => c.Type == PodConditionTypes.PodScheduled); // by us: this is the second call
        var given = value.Spec.NodeName is { Length: > 0 } && !chosen;
        var gated = !value.Spec.SchedulingGates.IsEmpty;
        var placed = given || gated ? value : value with { Spec = value.Spec with { NodeName = context.NodeName } };
        var created = PodDefaults.AsCreated(PodDefaults.Apply(placed));
        return given ? created : created with { Status = created.Status with { Conditions = [Scheduled(gated, context.Now)] } };
    }

    // Who named the node himself does not need anybody to choose it.
    private static PodCondition Scheduled(bool gated, DateTimeOffset now) => gated
        ? new PodCondition { Type = PodConditionTypes.PodScheduled, Status = "False", Reason = "SchedulingGated", Message = "Scheduling is blocked due to non-empty scheduling gates", LastTransitionTime = now }
        : new PodCondition { Type = PodConditionTypes.PodScheduled, Status = "True", LastTransitionTime = now };

    protected override ImmutableArray<FieldError> Validate(Pod value) => value.IsMirror()
        ? [Forbidden($"metadata.annotations[{PodAnnotations.Mirror}]", "may not add mirror pod annotation")]
        : PodValidation.ValidateCreate(value);

    // What was worked out from its class and its account stays, also for a writer who does not know it.
    protected override Pod PrepareForUpdate(Pod value, Pod existing, AdmissionContext context) => PodDefaults.Apply(value with
    {
        Spec = ApiAccess.Keep(value.Spec, existing.Spec) with
        {
            Priority = value.Spec.Priority ?? existing.Spec.Priority,
            PreemptionPolicy = value.Spec.PreemptionPolicy ?? existing.Spec.PreemptionPolicy,
        },
    });

    protected override ImmutableArray<FieldError> ValidateUpdate(Pod value, Pod existing) => (value.IsMirror(), existing.IsMirror()) switch
    {
        (false, false) => PodValidation.ValidateUpdate(value, existing),
        (true, false) => [Forbidden($"metadata.annotations[{PodAnnotations.Mirror}]", "may not add mirror pod annotation")],
        _ when value.UidOnNode() != existing.UidOnNode() =>
            [Forbidden($"metadata.annotations[{PodAnnotations.Mirror}]", "may not remove or update mirror pod annotation")],
        _ when !ApiJson.ToBytes(value.Spec).AsSpan().SequenceEqual(ApiJson.ToBytes(existing.Spec)) =>
            [Forbidden("spec", "a static pod is changed in its manifest on the node")],
        _ => PodValidation.ValidateUpdate(value, existing),
    };

    private static FieldError Forbidden(string path, string detail) => new(path, FieldErrorType.Forbidden, null, detail);

    protected override Pod PrepareForStatusUpdate(Pod value, Pod existing) =>
        value.Status.QosClass is { Length: > 0 } ? value : value with { Status = value.Status with { QosClass = existing.Status.QosClass } };

    protected override ImmutableArray<FieldError> ValidateStatusUpdate(Pod value, Pod existing) => PodValidation.ValidateStatusUpdate(value, existing);

    protected override Pod PrepareForPartUpdate(string subresource, Pod value, Pod existing)
    {
        if (subresource == Resize)
        {
            return PodDefaults.WithResources(existing, value);
        }

        var added = PodDefaults.Apply(existing with { Spec = existing.Spec with { EphemeralContainers = value.Spec.EphemeralContainers } });
        return existing with { Spec = existing.Spec with { EphemeralContainers = added.Spec.EphemeralContainers } };
    }

    protected override ImmutableArray<FieldError> ValidatePartUpdate(string subresource, Pod value, Pod existing) =>
        subresource == Resize ? PodValidation.ValidateResize(value, existing) : PodValidation.ValidateEphemeralContainers(value, existing);

    protected override TableCells Cells(Pod value, DateTimeOffset now)
    {
        var row = PodColumns.Cells(value, now);
        return new(row.Name, row.Ready, row.Status, row.Restarts, row.Age, row.Ip, row.Node, row.NominatedNode, row.ReadinessGates, NextTry(value, now))
        {
            Conditions = Marks(value.Status.Phase),
        };
    }

    private string NextTry(Pod pod, DateTimeOffset now) =>
        _backoffs?.Of(pod.UidOnNode()).Where(w => w.NextTry > now).MinBy(w => w.NextTry) is { } next ? ResourceAge.Format(next.NextTry - now) : "<none>";

    private static ImmutableArray<TableRowCondition> Marks(string? phase) => phase switch
    {
        PodPhases.Succeeded => [new() { Type = "Completed", Status = "True", Reason = phase, Message = "Every container ended well." }],
        PodPhases.Failed => [new() { Type = "Completed", Status = "True", Reason = phase, Message = "A container failed, or the pod was stopped." }],
        _ => [],
    };

    private static bool IsMirror(JsonElement document) =>
        JsonFields.At(document, "metadata.annotations") is { ValueKind: JsonValueKind.Object } annotations && annotations.TryGetProperty(PodAnnotations.Mirror, out _);

    private static bool IsOver(JsonElement document) => JsonFields.Text(document, "status.phase") is PodPhases.Succeeded or PodPhases.Failed;
}
