using System.Collections.Immutable;
using LocalPods.Api.Core;
using LocalPods.Api.Quantities;

namespace LocalPods.Api.Defaulting;

using Amounts = ImmutableSortedDictionary<string, Quantity>;

/// <summary>Fills in what a limit range leaves open: for containers, max is the default limit, and that or min the default request.</summary>
public static class LimitRangeDefaults
{
    /// <summary>The limit range with its defaults filled in.</summary>
    public static LimitRange Apply(LimitRange range) => range with { Spec = new LimitRangeSpec { Limits = [.. range.Spec.Limits.Select(Apply)] } };

    private static LimitRangeItem Apply(LimitRangeItem item)
    {
        if (item.Type != LimitTypes.Container)
        {
            return item;
        }

        var limits = Filled(item.Default, item.Max);
        return item with { Default = limits, DefaultRequest = Filled(Filled(item.DefaultRequest, limits), item.Min) };
    }

    private static Amounts? Filled(Amounts? amounts, Amounts? from) =>
        from is null ? amounts : (amounts ?? Amounts.Empty).AddRange(from.Where(f => amounts?.ContainsKey(f.Key) != true));
}
