using System.Text.Json;
using System.Text.Json.Nodes;
using LocalPods.Api.ApiExtensions;
using LocalPods.Api.Defaulting;
using LocalPods.Api.Meta;
using LocalPods.Api.Validation;

namespace LocalPods.Orchestrator.Resources;

/// <summary>
/// Custom resource definitions. One that is deleted stays until all objects of its kind are gone; its names are accepted, and the
/// kind is served, by who watches them.
/// </summary>
public sealed class CustomResourceDefinitionResource : ResourceDefinition<CustomResourceDefinition>
{
    /// <summary>The finalizer that goes when no object of the kind is left.</summary>
    public const string CleanupFinalizer = "customresourcecleanup.apiextensions.k8s.io";

    public CustomResourceDefinitionResource()
        : base(new("apiextensions.k8s.io", "v1", "customresourcedefinitions", "customresourcedefinition", "CustomResourceDefinition", Namespaced: false)
        {
            ShortNames = ["crd", "crds"],
            Categories = ["api-extensions"],
        })
    {
    }

    /// <summary>For those who look up definitions whatever else they serve.</summary>
    public static CustomResourceDefinitionResource Instance { get; } = new();

    public override bool TracksGeneration => true;

    public override ImmutableArray<TableColumnDefinition> Columns { get; } = [Column.Name, Column.Of("Created At", "date", "When the definition was created.")];

    // The first request only marks: whoever empties the kind removes the finalizer that is set then.
    public override bool HoldsBack(JsonObject content) => content["metadata"] is not JsonObject metadata || metadata.Text("deletionTimestamp") is null;

    public override void MarkDeleting(JsonObject content)
    {
        var metadata = content.Object("metadata");
        metadata["finalizers"] = new JsonArray([.. metadata.Texts("finalizers").Union([CleanupFinalizer]).Select(f => JsonValue.Create(f))]);
        var conditions = content.Object("status")["conditions"] as JsonArray ?? [];
        var others = conditions.OfType<JsonObject>().Where(c => c.Text("type") != "Terminating").Select(c => c.DeepClone());
        content.Object("status")["conditions"] = new JsonArray([.. others, new JsonObject
        {
            ["type"] = "Terminating",
            ["status"] = "True",
            ["lastTransitionTime"] = metadata.Text("deletionTimestamp"),
            ["reason"] = "InstanceDeletionPending",
            ["message"] = "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon",
        }]);
    }

    public override ImmutableArray<string> Warnings(JsonElement document, AdmissionContext context)
    {
        var versions = JsonFields.At(document, "spec.versions");
        return versions.ValueKind == JsonValueKind.Array && versions.EnumerateArray().Any(v => HasRules(JsonFields.At(v, "schema")))
            ? ["x-kubernetes-validations: rules in the CEL language are kept but not evaluated"]
            : [];
    }

    protected override TableCells Cells(CustomResourceDefinition value, DateTimeOffset now) =>
        new(value.Metadata.Name, value.Metadata.CreationTimestamp?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture));

    protected override CustomResourceDefinition PrepareForCreate(CustomResourceDefinition value, AdmissionContext context) =>
        WithStored(CustomResourceDefinitionDefaults.Apply(value) with { Status = new() });

    protected override CustomResourceDefinition PrepareForUpdate(CustomResourceDefinition value, CustomResourceDefinition existing, AdmissionContext context) =>
        WithStored(CustomResourceDefinitionDefaults.Apply(value));

    protected override ImmutableArray<FieldError> Validate(CustomResourceDefinition value) => CustomResourceDefinitionValidation.ValidateCreate(value);

    protected override ImmutableArray<FieldError> ValidateUpdate(CustomResourceDefinition value, CustomResourceDefinition existing) =>
        CustomResourceDefinitionValidation.ValidateUpdate(value, existing);

    private static CustomResourceDefinition WithStored(CustomResourceDefinition value) => value with
    {
        Status = value.Status with { StoredVersions = [.. value.Status.StoredVersions.Union(value.Spec.Versions.Where(v => v.Storage).Select(v => v.Name))] },
    };

    private static bool HasRules(JsonElement schema) => schema.ValueKind switch
    {
        JsonValueKind.Object => schema.EnumerateObject().Any(m => m.Name == "x-kubernetes-validations" || HasRules(m.Value)),
        JsonValueKind.Array => schema.EnumerateArray().Any(HasRules),
        _ => false,
    };
}
