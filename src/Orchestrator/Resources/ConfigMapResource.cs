using LocalPods.Api.Core;
using LocalPods.Api.Durations;
using LocalPods.Api.Meta;
using LocalPods.Api.Validation;

namespace LocalPods.Orchestrator.Resources;

/// <summary>Config maps.</summary>
public sealed class ConfigMapResource : ResourceDefinition<ConfigMap>
{
    public ConfigMapResource()
        : base(new("", "v1", "configmaps", "configmap", "ConfigMap", Namespaced: true) { ShortNames = ["cm"] })
    {
    }

    public override bool HasStatus => false;

    public override ImmutableArray<TableColumnDefinition> Columns { get; } =
        [Column.Name, Column.Of("Data", "string", "How many keys there are."), Column.Age];

    protected override TableCells Cells(ConfigMap value, DateTimeOffset now) => new(
        value.Metadata.Name,
        (value.Data?.Count ?? 0) + (value.BinaryData?.Count ?? 0),
        ResourceAge.Since(value.Metadata.CreationTimestamp, now));

    protected override ImmutableArray<FieldError> Validate(ConfigMap value) => ConfigMapValidation.ValidateCreate(value);

    protected override ImmutableArray<FieldError> ValidateUpdate(ConfigMap value, ConfigMap existing) => ConfigMapValidation.ValidateUpdate(value, existing);
}
