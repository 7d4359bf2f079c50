using System.Globalization;
using LocalPods.Api.Core;
using LocalPods.Api.Meta;
using LocalPods.Api.Policy;
using LocalPods.Api.Quantities;

namespace LocalPods.Orchestrator.Server.Disruption;

/// <summary>How a disruption budget stands: how many of its pods are healthy, must be, and may be evicted now. Pure.</summary>
internal static class BudgetArithmetic
{
    private const string DisruptionAllowed = "DisruptionAllowed";

    /// <summary>The status of a budget.</summary>
    /// <param name="budget">As it is; its own status only tells since when it stands so.</param>
    /// <param name="pods">Those it selects.</param>
    /// <param name="kept">How many pods the controllers of these are to keep.</param>
    /// <param name="now">When a change is noted.</param>
    public static PodDisruptionBudgetStatus Status(PodDisruptionBudget budget, IReadOnlyCollection<BudgetPod> pods, Func<int> kept, DateTimeOffset now)
    {
        var (expected, desired) = Wanted(budget.Spec, pods.Count, kept);
        var healthy = pods.Count(p => p.IsHealthy);
        var allowed = expected <= 0 ? 0 : Math.Max(0, healthy - desired);
        return new()
        {
            ObservedGeneration = budget.Metadata.Generation,
            DisruptionsAllowed = allowed,
            CurrentHealthy = healthy,
            DesiredHealthy = desired,
            ExpectedPods = expected,
            Conditions = [.. budget.Status.Conditions.Where(c => c.Type != DisruptionAllowed), Condition(budget, allowed > 0, now)],
        };
    }

    /// <summary>Whether a budget lets a pod go, by its status just now.</summary>
    public static bool Allows(PodDisruptionBudget budget, PodDisruptionBudgetStatus status, BudgetPod pod) =>
        status.DisruptionsAllowed > 0
        || (!pod.IsReady && (budget.Spec.UnhealthyPodEvictionPolicy == "AlwaysAllow" || (status.DesiredHealthy > 0 && status.CurrentHealthy >= status.DesiredHealthy)));

    private static (int Expected, int Desired) Wanted(PodDisruptionBudgetSpec spec, int pods, Func<int> kept) => spec switch
    {
        { MaxUnavailable: { } most } when kept() is var all => (all, Math.Max(0, all - Share(most, all))),
        { MinAvailable: { IsText: true } least } when kept() is var all => (all, Share(least, all)),
        { MinAvailable: { } least } => (pods, least.Number),
        _ => (0, 0),
    };

    // Parts of a pod count as a whole one.
    private static int Share(IntOrString share, int of) =>
        share.Text is { } text && int.TryParse(text.TrimEnd('%'), NumberStyles.None, CultureInfo.InvariantCulture, out var percent) ? (int)(((long)of * percent) + 99) / 100 : share.Number;

    private static Condition Condition(PodDisruptionBudget budget, bool allowed, DateTimeOffset now)
    {
        var status = allowed ? ConditionStatuses.True : ConditionStatuses.False;
        var before = budget.Status.Conditions.FirstOrDefault(c => c.Type == DisruptionAllowed);
        return new()
        {
            Type = DisruptionAllowed,
            Status = status,
            ObservedGeneration = budget.Metadata.Generation,
            LastTransitionTime = before?.Status == status ? before.LastTransitionTime : now,
            Reason = allowed ? "SufficientPods" : "InsufficientPods",
        };
    }
}
