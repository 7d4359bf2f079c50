using LocalPods.Api.Core;
using LocalPods.Api.Durations;
using LocalPods.Api.Meta;
using LocalPods.Api.Validation;

namespace LocalPods.Orchestrator.Resources;

/// <summary>Resource quotas. Their status is kept by the server.</summary>
public sealed class ResourceQuotaResource : ResourceDefinition<ResourceQuota>
{
    private const string LimitsPrefix = "limits";

    public ResourceQuotaResource()
        : base(new("", "v1", "resourcequotas", "resourcequota", "ResourceQuota", Namespaced: true) { ShortNames = ["quota"] })
    {
    }

    public override ImmutableArray<TableColumnDefinition> Columns { get; } =
    [
        Column.Name,
        Column.Age,
        Column.Of("Request", "string", "What is used of each amount."),
        Column.Of("Limit", "string", "What is used of each amount of limits."),
    ];

    protected override TableCells Cells(ResourceQuota value, DateTimeOffset now) => new(
        value.Metadata.Name,
        ResourceAge.Since(value.Metadata.CreationTimestamp, now),
        Amounts(value, limits: false),
        Amounts(value, limits: true));

    protected override ResourceQuota PrepareForCreate(ResourceQuota value, AdmissionContext context) => value with { Status = new ResourceQuotaStatus() };

    protected override ImmutableArray<FieldError> Validate(ResourceQuota value) => ResourceQuotaValidation.ValidateCreate(value);

    protected override ImmutableArray<FieldError> ValidateUpdate(ResourceQuota value, ResourceQuota existing) =>
        ResourceQuotaValidation.ValidateUpdate(value, existing);

    private static string Amounts(ResourceQuota value, bool limits) => string.Join(", ", (value.Status.Hard ?? value.Spec.Hard ?? ImmutableSortedDictionary<string, LocalPods.Api.Quantities.Quantity>.Empty)
        .Where(h => h.Key.StartsWith(LimitsPrefix, StringComparison.Ordinal) == limits)
        .Select(h => $"{h.Key}: {(value.Status.Used is { } used && used.TryGetValue(h.Key, out var amount) ? amount.ToString() : "0")}/{h.Value}"));
}
