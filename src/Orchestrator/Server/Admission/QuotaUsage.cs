using LocalPods.Api.Core;
using LocalPods.Api.Defaulting;
using LocalPods.Api.Quantities;
using LocalPods.Api.Serialization;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Server.Admission;

/// <summary>What an object counts for in a quota, and what all of a namespace count for together.</summary>
internal static class QuotaUsage
{
    private const string CountPrefix = "count/";
    private static readonly Quantity s_one = Quantity.FromValue(1, QuantityFormat.DecimalSI);
    private static readonly Quantity s_none = Quantity.FromValue(0, QuantityFormat.DecimalSI);

    /// <summary>Kinds whose plural alone is the name of what is counted; others are counted as <c>count/plural.group</c>.</summary>
    private static readonly ImmutableHashSet<string> s_counted = ["pods", "services", "configmaps", "secrets", "resourcequotas", "persistentvolumeclaims", "replicationcontrollers"];

    /// <summary>Of one object, by what the quota limits; zero where it counts for nothing.</summary>
    /// <param name="quota">Whose limits.</param>
    /// <param name="resource">As in <see cref="ObjectKey.Resource"/>.</param>
    /// <param name="json">The object.</param>
    public static ImmutableSortedDictionary<string, Quantity> Of(ResourceQuotaSpec quota, string resource, ReadOnlySpan<byte> json)
    {
        var pod = resource == "pods" ? ApiJson.FromJson<Pod>(json) : null;
        var service = resource == "services" ? ApiJson.FromJson<Service>(json) : null;
        var counts = pod is null ? !QuotaScopes.IsScoped(quota) : !IsOver(pod) && QuotaScopes.Count(quota, pod);
        var used = ImmutableSortedDictionary.CreateBuilder<string, Quantity>(StringComparer.Ordinal);
        foreach (var name in quota.Hard?.Keys ?? [])
        {
            used[name] = !counts ? s_none
                : (name == resource && s_counted.Contains(resource)) || name == CountPrefix + resource ? s_one
                : pod is not null ? OfPod(pod.Spec, name)
                : service is not null ? Quantity.FromValue(OfService(service.Spec, name), QuantityFormat.DecimalSI)
                : s_none;
        }

        return used.ToImmutable();
    }

    /// <summary>Of all objects of a namespace.</summary>
    public static ImmutableSortedDictionary<string, Quantity> OfAll(ResourceQuotaSpec quota, IObjectStore store, string @namespace)
    {
        var total = (quota.Hard?.Keys ?? []).ToImmutableSortedDictionary(k => k, _ => s_none, StringComparer.Ordinal);
        foreach (var resource in ResourcesOf(quota))
        {
            foreach (var stored in store.List(resource, @namespace).Items)
            {
                total = Sum(total, Of(quota, resource, stored.Json.Span));
            }
        }

        return total;
    }

    public static ImmutableSortedDictionary<string, Quantity> Sum(ImmutableSortedDictionary<string, Quantity> a, ImmutableSortedDictionary<string, Quantity> b) =>
        a.SetItems(b.Where(p => !p.Value.IsZero).Select(p => KeyValuePair.Create(p.Key, a.TryGetValue(p.Key, out var before) ? before + p.Value : p.Value)));

    /// <summary>What the first amounts have more than the second; never below zero.</summary>
    public static ImmutableSortedDictionary<string, Quantity> Difference(ImmutableSortedDictionary<string, Quantity> a, ImmutableSortedDictionary<string, Quantity> b) =>
        a.ToImmutableSortedDictionary(p => p.Key, p => b.TryGetValue(p.Key, out var less) ? p.Value > less ? p.Value - less : s_none : p.Value, StringComparer.Ordinal);

    /// <summary>Whether objects of a kind can count for anything in a quota.</summary>
    public static bool Concerns(ResourceQuotaSpec quota, string resource) => ResourcesOf(quota).Contains(resource);

    private static IEnumerable<string> ResourcesOf(ResourceQuotaSpec quota) => (quota.Hard?.Keys ?? []).Select(name =>
        name.StartsWith(CountPrefix, StringComparison.Ordinal) ? name[CountPrefix.Length..]
        : name.StartsWith("services.", StringComparison.Ordinal) ? "services"
        : s_counted.Contains(name) ? name
        : "pods").Distinct();

    private static bool IsOver(Pod pod) => pod.Status.Phase is PodPhases.Succeeded or PodPhases.Failed;

    private static Quantity OfPod(PodSpec spec, string name) => name switch
    {
        _ when name.StartsWith("limits.", StringComparison.Ordinal) => PodResourceSums.LimitWithOverhead(spec, name["limits.".Length..]),
        _ when name.StartsWith("requests.", StringComparison.Ordinal) => PodResourceSums.RequestWithOverhead(spec, name["requests.".Length..]),
        ResourceNames.Cpu or ResourceNames.Memory or ResourceNames.EphemeralStorage => PodResourceSums.RequestWithOverhead(spec, name),
        _ => s_none,
    };

    private static long OfService(ServiceSpec spec, string name) => name switch
    {
        "services.nodeports" when spec.Type is ServiceTypes.NodePort => spec.Ports.Length,
        "services.nodeports" when spec.Type is ServiceTypes.LoadBalancer => spec.AllocateLoadBalancerNodePorts == false ? spec.Ports.Count(p => p.NodePort > 0) : spec.Ports.Length,
        "services.loadbalancers" when spec.Type is ServiceTypes.LoadBalancer => 1,
        _ => 0,
    };
}
