using System.Text.Json.Nodes;
using LocalPods.Api.Core;
using LocalPods.Api.Durations;
using LocalPods.Api.Meta;
using LocalPods.Api.Validation;

namespace LocalPods.Orchestrator.Resources;

/// <summary>
/// Namespaces. One that is deleted stays, with phase Terminating, until its finalizer <c>kubernetes</c> is gone: the namespace
/// cleaner takes it away once nothing is left inside.
/// </summary>
public sealed class NamespaceResource : ResourceDefinition<Namespace>
{
    /// <summary>The finalizer of the namespace cleaner, in <c>spec.finalizers</c>.</summary>
    public const string ContentFinalizer = "kubernetes";

    private const string NameLabel = "kubernetes.io/metadata.name";

    public NamespaceResource()
        : base(new("", "v1", "namespaces", "namespace", "Namespace", Namespaced: false) { ShortNames = ["ns"] })
    {
    }

    /// <summary>For those who look up namespaces whatever else they serve.</summary>
    public static NamespaceResource Instance { get; } = new();

    /// <summary>Namespaces that exist from the start.</summary>
    public static ImmutableArray<string> Initial { get; } = ["default", "kube-node-lease", "kube-public", "kube-system"];

    public override ImmutableArray<string> Verbs { get; } = ["create", "delete", "get", "list", "patch", "update", "watch"];

    public override ImmutableArray<Subresource> Subresources { get; } = [new("finalize", "Namespace", "update")];

    public override ImmutableArray<string> SelectableFields { get; } = ["status.phase"];

    public override ImmutableArray<TableColumnDefinition> Columns { get; } =
        [Column.Name, Column.Of("Status", "string", "Active, or Terminating while its content is being deleted."), Column.Age];

    public override string? ProtectedBecause(string name) =>
        name is "default" or "kube-system" or "kube-public" ? "this namespace may not be deleted" : null;

    public override bool HoldsBack(JsonObject content) => content["spec"] is JsonObject spec && spec.Texts("finalizers").Length > 0;

    public override void MarkDeleting(JsonObject content) => content.Object("status")["phase"] = "Terminating";

    protected override TableCells Cells(Namespace value, DateTimeOffset now) =>
        new(value.Metadata.Name, value.Status.Phase, ResourceAge.Since(value.Metadata.CreationTimestamp, now));

    protected override Namespace PrepareForCreate(Namespace value, AdmissionContext context) => value with
    {
        Metadata = value.Metadata with { Labels = Labelled(value.Metadata) },
        Spec = new NamespaceSpec { Finalizers = value.Spec.Finalizers.Contains(ContentFinalizer) ? value.Spec.Finalizers : [ContentFinalizer, .. value.Spec.Finalizers] },
        Status = new NamespaceStatus { Phase = "Active" },
    };

    protected override Namespace PrepareForUpdate(Namespace value, Namespace existing, AdmissionContext context) =>
        value with { Metadata = value.Metadata with { Labels = Labelled(value.Metadata) }, Spec = existing.Spec };

    protected override ImmutableArray<FieldError> Validate(Namespace value) => NamespaceValidation.ValidateCreate(value);

    protected override ImmutableArray<FieldError> ValidateUpdate(Namespace value, Namespace existing) => NamespaceValidation.ValidateUpdate(value, existing);

    private static ImmutableSortedDictionary<string, string> Labelled(ObjectMeta metadata) =>
        (metadata.Labels ?? ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal)).SetItem(NameLabel, metadata.Name ?? "");
}
