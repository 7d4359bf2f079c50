using System.Collections.Immutable;
using LocalPods.Api.Core;
using LocalPods.Api.Quantities;

namespace LocalPods.Api.Defaulting;

/// <summary>
/// The service class of a pod, worked out once from requests and limits of cpu and memory. Zero counts as absent; init
/// containers count, ephemeral ones do not. Requests and limits of the pod as a whole decide alone when it has any.
/// </summary>
public static class PodQos
{
    private static readonly string[] Counted = [ResourceNames.Cpu, ResourceNames.Memory];

    /// <summary>One of <see cref="QosClasses"/>. Expects the defaults to be applied.</summary>
    public static string Of(PodSpec spec) =>
        spec.Resources is { } pod ? Of([pod]) : Of([.. spec.AllContainers().Select(c => c.Resources)]);

    private static string Of(IReadOnlyList<ResourceRequirements> all)
    {
        if (!all.Any(r => Counted.Any(name => Amount(r.Requests, name) is not null || Amount(r.Limits, name) is not null)))
        {
            return QosClasses.BestEffort;
        }

        var limited = all.All(r => Counted.All(name => Amount(r.Limits, name) is not null));
        var equal = Counted.All(name => Sum(all, r => Amount(r.Requests, name)) == Sum(all, r => Amount(r.Limits, name)));
        return limited && equal ? QosClasses.Guaranteed : QosClasses.Burstable;
    }

    private static Quantity? Amount(ImmutableSortedDictionary<string, Quantity>? amounts, string name) =>
        amounts is not null && amounts.TryGetValue(name, out var amount) && amount.Sign > 0 ? amount : null;

    private static Quantity Sum(IEnumerable<ResourceRequirements> all, Func<ResourceRequirements, Quantity?> amount) =>
        all.Aggregate(default(Quantity), (sum, r) => sum + (amount(r) ?? default));
}
