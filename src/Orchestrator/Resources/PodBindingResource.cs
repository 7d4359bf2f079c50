using LocalPods.Api.Core;
using LocalPods.Api.Meta;

namespace LocalPods.Orchestrator.Resources;

/// <summary>Bindings of pods to nodes: asked for, and never kept.</summary>
public sealed class PodBindingResource : ResourceDefinition<Binding>
{
    public PodBindingResource()
        : base(new("", "v1", "bindings", "binding", "Binding", Namespaced: true))
    {
    }

    public override ImmutableArray<string> Verbs { get; } = ["create"];

    public override bool IsStored => false;

    public override bool HasStatus => false;

    public override ImmutableArray<TableColumnDefinition> Columns { get; } = [Column.Name, Column.CreatedAt];

    protected override TableCells Cells(Binding value, DateTimeOffset now) => new(value.Metadata.Name ?? "", Column.Moment(value.Metadata.CreationTimestamp));
}
