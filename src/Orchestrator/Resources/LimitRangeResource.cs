using LocalPods.Api.Core;
using LocalPods.Api.Defaulting;
using LocalPods.Api.Meta;
using LocalPods.Api.Validation;

namespace LocalPods.Orchestrator.Resources;

/// <summary>Limit ranges.</summary>
public sealed class LimitRangeResource : ResourceDefinition<LimitRange>
{
    public LimitRangeResource()
        : base(new("", "v1", "limitranges", "limitrange", "LimitRange", Namespaced: true) { ShortNames = ["limits"] })
    {
    }

    public override bool HasStatus => false;

    public override ImmutableArray<TableColumnDefinition> Columns { get; } =
        [Column.Name, Column.Of("Created At", "date", "When the object was created.")];

    protected override TableCells Cells(LimitRange value, DateTimeOffset now) => new(
        value.Metadata.Name, value.Metadata.CreationTimestamp?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture));

    protected override LimitRange PrepareForCreate(LimitRange value, AdmissionContext context) => LimitRangeDefaults.Apply(value);

    protected override ImmutableArray<FieldError> Validate(LimitRange value) => LimitRangeValidation.ValidateCreate(value);

    protected override LimitRange PrepareForUpdate(LimitRange value, LimitRange existing, AdmissionContext context) => LimitRangeDefaults.Apply(value);

    protected override ImmutableArray<FieldError> ValidateUpdate(LimitRange value, LimitRange existing) => LimitRangeValidation.ValidateUpdate(value, existing);
}
