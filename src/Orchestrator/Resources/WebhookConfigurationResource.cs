using System.Text.Json.Nodes;
using LocalPods.Api.AdmissionRegistration;
using LocalPods.Api.Durations;
using LocalPods.Api.Meta;
using LocalPods.Api.Validation;

namespace LocalPods.Orchestrator.Resources;

/// <summary>Configurations of servers that are asked about what is written.</summary>
/// <typeparam name="T">The record.</typeparam>
public abstract class WebhookConfigurationResource<T>(string singular, string kind)
    : ResourceDefinition<T>(new("admissionregistration.k8s.io", "v1", singular + "s", singular, kind, Namespaced: false) { Categories = ["api-extensions"] })
    where T : class, IWebhookConfiguration
{
    public override bool HasStatus => false;

    public override bool TracksGeneration => true;

    public override ImmutableArray<TableColumnDefinition> Columns { get; } =
        [Column.Name, Column.Of("Webhooks", "integer", "How many servers are asked."), Column.Age];

    public override bool IsNewGeneration(JsonObject content, JsonObject existing) => !JsonNode.DeepEquals(content["webhooks"], existing["webhooks"]);

    /// <summary>Fills in what is not given.</summary>
    protected abstract T Complete(T value);

    protected override TableCells Cells(T value, DateTimeOffset now) =>
        new(value.Metadata.Name, value.Webhooks.Count, ResourceAge.Since(value.Metadata.CreationTimestamp, now));

    protected override T PrepareForCreate(T value, AdmissionContext context) => Complete(value);

    protected override T PrepareForUpdate(T value, T existing, AdmissionContext context) => Complete(value);

    protected override ImmutableArray<FieldError> Validate(T value) => WebhookValidation.Validate(value.Metadata, value.Webhooks);
}
