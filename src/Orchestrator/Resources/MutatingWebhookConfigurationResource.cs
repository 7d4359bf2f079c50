using LocalPods.Api.AdmissionRegistration;
using LocalPods.Api.Defaulting;
using LocalPods.Api.Durations;
using LocalPods.Api.Meta;
using LocalPods.Api.Validation;

namespace LocalPods.Orchestrator.Resources;

/// <summary>Configurations of servers that may change what is written.</summary>
public sealed class MutatingWebhookConfigurationResource : ResourceDefinition<MutatingWebhookConfiguration>
{
    public MutatingWebhookConfigurationResource()
        : base(new("admissionregistration.k8s.io", "v1", "mutatingwebhookconfigurations", "mutatingwebhookconfiguration", "MutatingWebhookConfiguration", Namespaced: false)
        {
            Categories = ["api-extensions"],
        })
    {
    }

    /// <summary>For those who look them up whatever else they serve.</summary>
    public static MutatingWebhookConfigurationResource Instance { get; } = new();

    public override bool HasStatus => false;

    public override bool TracksGeneration => true;

    public override ImmutableArray<TableColumnDefinition> Columns { get; } =
        [Column.Name, Column.Of("Webhooks", "integer", "How many servers are asked."), Column.Age];

    public override bool IsNewGeneration(System.Text.Json.Nodes.JsonObject content, System.Text.Json.Nodes.JsonObject existing) =>
        !System.Text.Json.Nodes.JsonNode.DeepEquals(content["webhooks"], existing["webhooks"]);

    protected override TableCells Cells(MutatingWebhookConfiguration value, DateTimeOffset now) =>
        new(value.Metadata.Name, value.Webhooks.Length, ResourceAge.Since(value.Metadata.CreationTimestamp, now));

    protected override MutatingWebhookConfiguration PrepareForCreate(MutatingWebhookConfiguration value, AdmissionContext context) => WebhookDefaults.Apply(value);

    protected override MutatingWebhookConfiguration PrepareForUpdate(MutatingWebhookConfiguration value, MutatingWebhookConfiguration existing, AdmissionContext context) =>
        WebhookDefaults.Apply(value);

    protected override ImmutableArray<FieldError> Validate(MutatingWebhookConfiguration value) => WebhookValidation.Validate(value.Metadata, value.Webhooks);
}
