using System.Collections.Immutable;
using LocalPods.Api.Core;
using LocalPods.Api.Quantities;

namespace LocalPods.Api.Defaulting;

/// <summary>What a pod needs of a resource when its containers run together.</summary>
public static class PodResourceSums
{
    /// <summary>
    /// Requests of the regular containers and sidecars together, or of the hungriest init container with the sidecars
    /// before it if that is more. Null when no container asks for the resource. The pod's own requests are not looked at.
    /// </summary>
    public static Quantity? Requests(PodSpec spec, string resource) =>
        Sum(spec, container => Find(container.Resources.Requests, resource) ?? Find(container.Resources.Limits, resource));

    /// <summary>The same sum over limits; a container without a limit counts nothing.</summary>
    public static Quantity? Limits(PodSpec spec, string resource) => Sum(spec, container => Find(container.Resources.Limits, resource));

    /// <summary>What the pod as a whole asks for: its own amount, else the sum over its containers. Null when there is neither.</summary>
    public static Quantity? RequestOfPod(PodSpec spec, string resource) => Find(spec.Resources?.Requests, resource) ?? Requests(spec, resource);

    /// <summary>What the pod as a whole is limited to: its own amount, else the sum over its containers. Null when there is neither.</summary>
    public static Quantity? LimitOfPod(PodSpec spec, string resource) => Find(spec.Resources?.Limits, resource) ?? Limits(spec, resource);

    /// <summary>What the pod as a whole asks for, and its overhead.</summary>
    public static Quantity RequestWithOverhead(PodSpec spec, string resource) => (RequestOfPod(spec, resource) ?? default) + Overhead(spec, resource);

    /// <summary>What the pod as a whole is limited to, and its overhead; zero without a limit.</summary>
    public static Quantity LimitWithOverhead(PodSpec spec, string resource) =>
        LimitOfPod(spec, resource) is { IsZero: false } limit ? limit + Overhead(spec, resource) : default;

    private static Quantity Overhead(PodSpec spec, string resource) => Find(spec.Overhead, resource) ?? default;

    private static Quantity? Sum(PodSpec spec, Func<Container, Quantity?> amount)
    {
        Quantity? sidecars = null;
        Quantity? initPeak = null;
        foreach (var container in spec.InitContainers)
        {
            var own = amount(container);
            if (container.IsSidecar())
            {
                sidecars = Add(sidecars, own);
                initPeak = Max(initPeak, sidecars);
            }
            else
            {
                initPeak = Max(initPeak, Add(sidecars, own));
            }
        }

        var together = spec.Containers.Aggregate(sidecars, (sum, container) => Add(sum, amount(container)));
        return Max(together, initPeak);
    }

    private static Quantity? Find(ImmutableSortedDictionary<string, Quantity>? amounts, string resource) =>
        amounts is not null && amounts.TryGetValue(resource, out var amount) ? amount : null;

    private static Quantity? Add(Quantity? left, Quantity? right) => left is null ? right : right is null ? left : left.Value + right.Value;

    private static Quantity? Max(Quantity? left, Quantity? right) => left is null ? right : right is null || left >= right ? left : right;
}
