using LocalPods.Api.Autoscaling;
using LocalPods.Api.Durations;
using LocalPods.Api.Meta;
using LocalPods.Api.Validation;

namespace LocalPods.Orchestrator.Resources;

/// <summary>The Scale of other kinds' objects: read, checked and shown like an object, but never stored.</summary>
public sealed class ScaleResource : ResourceDefinition<Scale>
{
    private ScaleResource()
        : base(new("autoscaling", "v1", "scales", "scale", "Scale", Namespaced: true))
    {
    }

    public static ScaleResource Instance { get; } = new();

    public override bool HasStatus => false;

    public override ImmutableArray<TableColumnDefinition> Columns { get; } =
    [
        Column.Name,
        Column.Of("Desired", "integer", "Replicas that are wished for."),
        Column.Of("Available", "integer", "Replicas that there are."),
        Column.Age,
    ];

    protected override TableCells Cells(Scale value, DateTimeOffset now) =>
        new(value.Metadata.Name, value.Spec.Replicas ?? 0, value.Status.Replicas, ResourceAge.Since(value.Metadata.CreationTimestamp, now));

    protected override ImmutableArray<FieldError> Validate(Scale value)
    {
        var errors = new FieldErrors();
        if (value.Spec.Replicas < 0)
        {
            errors.Invalid("spec.replicas", value.Spec.Replicas, "must be greater than or equal to 0");
        }

        return errors.ToImmutable();
    }
}
