using LocalPods.Api.AdmissionRegistration;
using LocalPods.Api.Defaulting;
using LocalPods.Api.Durations;
using LocalPods.Api.Meta;
using LocalPods.Api.Validation;

namespace LocalPods.Orchestrator.Resources;

/// <summary>Configurations of servers that may refuse what is written.</summary>
public sealed class ValidatingWebhookConfigurationResource : ResourceDefinition<ValidatingWebhookConfiguration>
{
    public ValidatingWebhookConfigurationResource()
        : base(new("admissionregistration.k8s.io", "v1", "validatingwebhookconfigurations", "validatingwebhookconfiguration", "ValidatingWebhookConfiguration", Namespaced: false)
        {
            Categories = ["api-extensions"],
        })
    {
    }

    /// <summary>For those who look them up whatever else they serve.</summary>
    public static ValidatingWebhookConfigurationResource Instance { get; } = new();

    public override bool HasStatus => false;

    public override bool TracksGeneration => true;

    public override ImmutableArray<TableColumnDefinition> Columns { get; } =
        [Column.Name, Column.Of("Webhooks", "integer", "How many servers are asked."), Column.Age];

    public override bool IsNewGeneration(System.Text.Json.Nodes.JsonObject content, System.Text.Json.Nodes.JsonObject existing) =>
        !System.Text.Json.Nodes.JsonNode.DeepEquals(content["webhooks"], existing["webhooks"]);

    protected override TableCells Cells(ValidatingWebhookConfiguration value, DateTimeOffset now) =>
        new(value.Metadata.Name, value.Webhooks.Length, ResourceAge.Since(value.Metadata.CreationTimestamp, now));

    protected override ValidatingWebhookConfiguration PrepareForCreate(ValidatingWebhookConfiguration value, AdmissionContext context) => WebhookDefaults.Apply(value);

    protected override ValidatingWebhookConfiguration PrepareForUpdate(ValidatingWebhookConfiguration value, ValidatingWebhookConfiguration existing, AdmissionContext context) =>
        WebhookDefaults.Apply(value);

    protected override ImmutableArray<FieldError> Validate(ValidatingWebhookConfiguration value) => WebhookValidation.Validate(value.Metadata, value.Webhooks);
}
