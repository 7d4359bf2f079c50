using System.Globalization;
using LocalPods.Api.Core;
using LocalPods.Api.Defaulting;
using LocalPods.Api.Quantities;

namespace LocalPods.Orchestrator.Server.Admission;

using Amounts = ImmutableSortedDictionary<string, Quantity>;

/// <summary>Compares what a pod and its containers ask for with a limit range's bounds, in the words of Kubernetes. Pure.</summary>
internal static class LimitChecks
{
    /// <summary>What is beyond the bounds; nothing when all is well.</summary>
    public static IEnumerable<string> Of(PodSpec spec, LimitRangeItem item) => item.Type switch
    {
        LimitTypes.Container => spec.InitContainers.Concat(spec.Containers).SelectMany(c => Check(item, c.Resources.Requests, c.Resources.Limits)),
        LimitTypes.Pod => Check(item, Sums(spec, item, PodResourceSums.RequestOfPod), Sums(spec, item, PodResourceSums.LimitOfPod)),
        _ => [],
    };

    private static Amounts Sums(PodSpec spec, LimitRangeItem item, Func<PodSpec, string, Quantity?> sum)
    {
        var names = new[] { item.Min, item.Max, item.MaxLimitRequestRatio }.SelectMany(a => a?.Keys ?? []).Distinct();
        return names.Select(n => (n, sum(spec, n))).Where(s => s.Item2 is not null).ToImmutableSortedDictionary(s => s.n, s => s.Item2!.Value);
    }

    private static IEnumerable<string> Check(LimitRangeItem item, Amounts? requests, Amounts? limits)
    {
        foreach (var (name, bound) in item.Min ?? Amounts.Empty)
        {
            var least = $"minimum {name} usage per {item.Type} is {bound}";
            if (Find(requests, name) is not { } request)
            {
                yield return least + ". No request is specified";
            }
            else if (request < bound)
            {
                yield return $"{least}, but request is {request}";
            }
            else if (Find(limits, name) is { } limit && limit < bound)
            {
                yield return $"{least}, but limit is {limit}";
            }
        }

        foreach (var (name, bound) in item.Max ?? Amounts.Empty)
        {
            var most = $"maximum {name} usage per {item.Type} is {bound}";
            if (Find(limits, name) is not { } limit)
            {
                yield return most + ". No limit is specified";
            }
            else if (limit > bound)
            {
                yield return $"{most}, but limit is {limit}";
            }
            else if (Find(requests, name) is { } request && request > bound)
            {
                yield return $"{most}, but request is {request}";
            }
        }

        foreach (var (name, bound) in item.MaxLimitRequestRatio ?? Amounts.Empty)
        {
            var most = $"{name} max limit to request ratio per {item.Type} is {bound}";
            if (Find(requests, name) is not { IsZero: false } request)
            {
                yield return most + ", but no request is specified or request is 0";
            }
            else if (Find(limits, name) is not { IsZero: false } limit)
            {
                yield return most + ", but no limit is specified or limit is 0";
            }
            else if (limit.MilliValue / (double)request.MilliValue is var ratio && ratio * 1000 > bound.MilliValue)
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"{most}, but provided ratio is {ratio:F6}");
            }
        }
    }

    private static Quantity? Find(Amounts? amounts, string name) => amounts is not null && amounts.TryGetValue(name, out var amount) ? amount : null;
}
