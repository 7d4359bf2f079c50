using System.Text.Json.Nodes;
using LocalPods.Api.Meta;

namespace LocalPods.Orchestrator.Resources;

/// <summary>An object as a row.</summary>
/// <param name="Cells">One for each column: text or number.</param>
public sealed record TableCells(params ImmutableArray<JsonNode?> Cells)
{
    /// <summary>Marks of the row; usually none.</summary>
    public ImmutableArray<TableRowCondition> Conditions { get; init; } = [];
}
