using LocalPods.Api.Core;
using LocalPods.Api.Quantities;

namespace LocalPods.Orchestrator.Pods.Admission;

/// <summary>Whether a pod fits on a node beside those that are there (spec 1.4; workloads-and-network 15). Pure.</summary>
internal static class NodeFit
{
    private static readonly Quantity s_one = Quantity.FromValue(1, QuantityFormat.DecimalSI);

    /// <summary>All that keeps it from fitting, in the order in which a kubelet looks; empty when it fits.</summary>
    /// <param name="spec">Of the pod.</param>
    /// <param name="needs">Of the same pod.</param>
    /// <param name="node">The node.</param>
    /// <param name="others">What the other pods of the node take.</param>
    public static ImmutableArray<Misfit> Check(PodSpec spec, PodNeeds needs, NodeOffer node, IReadOnlyCollection<PodNeeds> others)
    {
        var found = ImmutableArray.CreateBuilder<Misfit>();
        if (Missing(ResourceNames.Pods, s_one, others.Count, node) is { } tooMany)
        {
            found.Add(tooMany);
        }

        found.AddRange(OfResources(needs, node, others));
        if (!MatchesSelector(spec, node) || !MatchesAffinity(spec.Affinity?.NodeAffinity?.RequiredDuringSchedulingIgnoredDuringExecution, node))
        {
            found.Add(Misfit.Predicate("NodeAffinity", "node(s) didn't match Pod's node affinity/selector"));
        }

        if (needs.Ports.Any(port => others.Any(o => o.Ports.Any(port.Clashes))))
        {
            found.Add(Misfit.Predicate("NodePorts", "node(s) didn't have free ports for the requested pod ports"));
        }

        if (node.Taints.FirstOrDefault(t => t.Effect is TaintEffects.NoSchedule or TaintEffects.NoExecute && !spec.Tolerations.Any(o => Tolerates(o, t))) is { } taint)
        {
            var text = $"node(s) had untolerated taint {{{taint.Key}: {taint.Value}}}";
            found.Add(Misfit.Predicate("TaintToleration", text) with { OnlyForNew = taint.Effect == TaintEffects.NoSchedule });
        }

        if (node.Unschedulable && !spec.Tolerations.Any(o => Tolerates(o, new Taint { Key = "node.kubernetes.io/unschedulable", Effect = TaintEffects.NoSchedule })))
        {
            found.Add(Misfit.Predicate("NodeUnschedulable", "node(s) were unschedulable") with { OnlyForNew = true });
        }

        return found.ToImmutable();
    }

    /// <summary>The resources of which there is not enough.</summary>
    public static IEnumerable<Misfit> OfResources(PodNeeds needs, NodeOffer node, IReadOnlyCollection<PodNeeds> others) =>
        needs.Requests.Where(r => r.Value.Sign > 0)
            .OrderBy(r => r.Key switch { ResourceNames.Cpu => 0, ResourceNames.Memory => 1, ResourceNames.EphemeralStorage => 2, _ => 3 })
            .Select(r => Missing(r.Key, r.Value, others.Aggregate(default(Quantity), (sum, o) => o.Requests.TryGetValue(r.Key, out var taken) ? sum + taken : sum), node))
            .OfType<Misfit>();

    /// <summary>An amount as messages have it: thousandths of processors, whole units of all else.</summary>
    public static long Units(string resource, Quantity amount) => resource == ResourceNames.Cpu ? amount.MilliValue : amount.Value;

    private static Misfit? Missing(string resource, Quantity requested, int used, NodeOffer node) =>
        Missing(resource, requested, Quantity.FromValue(used, QuantityFormat.DecimalSI), node);

    private static Misfit? Missing(string resource, Quantity requested, Quantity used, NodeOffer node)
    {
        if (!node.Allocatable.TryGetValue(resource, out var capacity))
        {
            // What every node has is only not known yet; devices and the like are not there.
            if (resource is ResourceNames.Cpu or ResourceNames.Memory or ResourceNames.EphemeralStorage or ResourceNames.Pods)
            {
                return null;
            }

            capacity = default;
        }

        return used + requested > capacity ? Misfit.OutOf(resource, Units(resource, requested), Units(resource, used), Units(resource, capacity)) : null;
    }

    private static bool MatchesSelector(PodSpec spec, NodeOffer node) =>
        spec.NodeSelector is null || spec.NodeSelector.All(wanted => node.Labels.TryGetValue(wanted.Key, out var value) && value == wanted.Value);

    // One term that holds is enough; a term that says nothing holds for no node.
    private static bool MatchesAffinity(NodeSelector? required, NodeOffer node) => required is null || required.NodeSelectorTerms.Any(term =>
        !(term.MatchExpressions.IsEmpty && term.MatchFields.IsEmpty)
        && term.MatchExpressions.All(e => Matches(e, node.Labels.TryGetValue(e.Key, out var value) ? value : null))
        && term.MatchFields.All(e => e.Key == "metadata.name" && Matches(e, node.Name)));

    private static bool Matches(NodeSelectorRequirement requirement, string? value) => requirement.Operator switch
    {
        "In" => value is not null && requirement.Values.Contains(value),
        "NotIn" => value is null || !requirement.Values.Contains(value),
        "Exists" => value is not null,
        "DoesNotExist" => value is null,
        "Gt" => Compare(value, requirement) > 0,
        "Lt" => Compare(value, requirement) < 0,
        _ => false,
    };

    private static int? Compare(string? value, NodeSelectorRequirement requirement) =>
        long.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, out var left)
        && requirement.Values is [var bound]
        && long.TryParse(bound, System.Globalization.CultureInfo.InvariantCulture, out var right)
            ? left.CompareTo(right)
            : null;

    private static bool Tolerates(Toleration toleration, Taint taint) =>
        (string.IsNullOrEmpty(toleration.Effect) || toleration.Effect == taint.Effect)
        && (string.IsNullOrEmpty(toleration.Key) || toleration.Key == taint.Key)
        && (toleration.Operator == "Exists" || (toleration.Value ?? "") == (taint.Value ?? ""));
}
