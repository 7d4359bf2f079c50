using System.Collections.Immutable;
using System.Globalization;
using LocalPods.Api.Core;
using LocalPods.Api.Names;
using LocalPods.Api.Quantities;

namespace LocalPods.Api.Validation;

using Amounts = ImmutableSortedDictionary<string, Quantity>;

/// <summary>The rules for limit ranges.</summary>
public static class LimitRangeValidation
{
    /// <summary>Checks a limit range that is to be created.</summary>
    public static ImmutableArray<FieldError> ValidateCreate(LimitRange range)
    {
        var errors = new FieldErrors();
        Validate(range, errors);
        return errors.ToImmutable();
    }

    /// <summary>Checks a change of a limit range.</summary>
    public static ImmutableArray<FieldError> ValidateUpdate(LimitRange range, LimitRange old)
    {
        var errors = new FieldErrors();
        MetadataValidation.ValidateUpdate(range.Metadata, old.Metadata, errors);
        Validate(range, errors);
        return errors.ToImmutable();
    }

    private static void Validate(LimitRange range, FieldErrors errors)
    {
        MetadataValidation.Validate(range.Metadata, namespaced: true, ValidNames.Subdomain, errors);
        var types = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < range.Spec.Limits.Length; i++)
        {
            var (at, item) = ($"spec.limits[{i}]", range.Spec.Limits[i]);
            errors.Name($"{at}.type", item.Type, ValidNames.QualifiedName);
            if (!types.Add(item.Type))
            {
                errors.Duplicate($"{at}.type", item.Type);
            }

            ValidateType(item, at, errors);
            foreach (var name in Names(item))
            {
                ValidateAmounts(item, name, at, errors);
            }
        }
    }

    private static void ValidateType(LimitRangeItem item, string at, FieldErrors errors)
    {
        if (item.Type == LimitTypes.Pod)
        {
            foreach (var (field, given) in new[] { ("default", item.Default), ("defaultRequest", item.DefaultRequest) })
            {
                if (given is { Count: > 0 })
                {
                    errors.Forbidden($"{at}.{field}", "may not be specified when `type` is 'Pod'");
                }
            }
        }
        else if (item.Type == LimitTypes.PersistentVolumeClaim && Find(item.Min, "storage") is null && Find(item.Max, "storage") is null)
        {
            errors.Required($"{at}.limits", "either minimum or maximum storage value is required, but neither was provided");
        }
    }

    private static void ValidateAmounts(LimitRangeItem item, string name, string at, FieldErrors errors)
    {
        var (min, max, limit, request, ratio) =
            (Find(item.Min, name), Find(item.Max, name), Find(item.Default, name), Find(item.DefaultRequest, name), Find(item.MaxLimitRequestRatio, name));
        Check("min", min, min > max, $"min value {min} is greater than max value {max}");
        Check("defaultRequest", request, min > request, $"min value {min} is greater than default request value {request}");
        Check("defaultRequest", request, request > max, $"default request value {request} is greater than max value {max}");
        Check("defaultRequest", request, request > limit, $"default request value {request} is greater than default limit value {limit}");
        Check("default", min, min > limit, $"min value {min} is greater than default value {limit}");
        Check("default", max, limit > max, $"default value {limit} is greater than max value {max}");
        Check("maxLimitRequestRatio", ratio, ratio < Quantity.FromValue(1, QuantityFormat.DecimalSI), $"ratio {ratio} is less than 1");
        if (ratio is { } wished && min is { IsZero: false } least && max is { } most && (double)most.MilliValue / least.MilliValue is var possible
            && wished.MilliValue / 1000.0 > possible)
        {
            Check("maxLimitRequestRatio", ratio, true, string.Create(CultureInfo.InvariantCulture, $"ratio {wished} is greater than max/min = {possible:F6}"));
        }

        void Check(string field, Quantity? shown, bool wrong, string detail)
        {
            if (wrong)
            {
                errors.Invalid($"{at}.{field}[{name}]", shown.ToString(), detail);
            }
        }
    }

    private static IEnumerable<string> Names(LimitRangeItem item) =>
        new[] { item.Min, item.Max, item.Default, item.DefaultRequest, item.MaxLimitRequestRatio }
            .SelectMany(a => a?.Keys ?? []).Distinct().Order(StringComparer.Ordinal);

    private static Quantity? Find(Amounts? amounts, string name) => amounts is not null && amounts.TryGetValue(name, out var amount) ? amount : null;
}
