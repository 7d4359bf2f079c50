using System.Text.Json;
using LocalPods.Api.Core;
using LocalPods.Orchestrator.Resources;
using LocalPods.Orchestrator.Server.Collection;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Server.Disruption;

/// <summary>A pod as budgets see it.</summary>
/// <param name="Labels">By which it is selected.</param>
/// <param name="IsReady">Whether its condition <c>Ready</c> is true.</param>
/// <param name="IsGoing">Whether it is being deleted, is over or has not begun: budgets do not keep it.</param>
/// <param name="IsDeleting">Whether it is being deleted.</param>
/// <param name="Controller">Who keeps pods like it; null when nobody does.</param>
internal sealed record BudgetPod(IReadOnlyDictionary<string, string> Labels, bool IsReady, bool IsGoing, bool IsDeleting, Owner? Controller)
{
    /// <summary>Whether it counts as healthy.</summary>
    public bool IsHealthy => IsReady && !IsDeleting;

    public static BudgetPod Of(StoredObject stored)
    {
        var document = stored.Document;
        var deleting = Ownership.IsDeleting(stored);
        return new(
            JsonFields.Labels(document),
            JsonFields.At(document, "status.conditions") is { ValueKind: JsonValueKind.Array } conditions
                && conditions.EnumerateArray().Any(c => JsonFields.Text(c, "type") == PodConditionTypes.Ready && JsonFields.Text(c, "status") == ConditionStatuses.True),
            deleting || JsonFields.Text(document, "status.phase") is PodPhases.Succeeded or PodPhases.Failed or PodPhases.Pending,
            deleting,
            ControllerOf(document));
    }

    /// <summary>The owner that keeps an object; null when there is none.</summary>
    public static Owner? ControllerOf(JsonElement document) =>
        JsonFields.At(document, "metadata.ownerReferences") is { ValueKind: JsonValueKind.Array } owners
            ? owners.EnumerateArray().Where(o => JsonFields.Text(o, "controller") == "true").Select(o => (Owner?)Owner.Of(o)).FirstOrDefault()
            : null;
}
