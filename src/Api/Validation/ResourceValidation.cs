using System.Collections.Immutable;
using LocalPods.Api.Core;
using LocalPods.Api.Defaulting;
using LocalPods.Api.Names;
using LocalPods.Api.Quantities;

namespace LocalPods.Api.Validation;

/// <summary>The rules for requests and limits.</summary>
internal static class ResourceValidation
{
    private static readonly string[] Standard = [ResourceNames.Cpu, ResourceNames.Memory, ResourceNames.EphemeralStorage];

    public static void Validate(ResourceRequirements resources, PodSpec spec, string path, FieldErrors errors)
    {
        ValidateAmounts(resources.Limits, $"{path}.limits", errors);
        ValidateAmounts(resources.Requests, $"{path}.requests", errors);
        ValidateRequestsWithinLimits(resources, path, errors);
        var claims = spec.ResourceClaims.Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
        for (var i = 0; i < resources.Claims.Length; i++)
        {
            var at = $"{path}.claims[{i}].name";
            var name = resources.Claims[i].Name;
            errors.RequiredText(at, name);
            if (name.Length > 0 && !claims.Contains(name))
            {
                errors.NotFound(at, name);
            }
        }
    }

    public static void ValidatePod(PodSpec spec, string path, FieldErrors errors)
    {
        ValidateAmounts(spec.Overhead, $"{path}.overhead", errors);
        if (spec.Resources is not { } resources)
        {
            return;
        }

        ValidateAmounts(resources.Limits, $"{path}.resources.limits", errors);
        ValidateAmounts(resources.Requests, $"{path}.resources.requests", errors);
        ValidateRequestsWithinLimits(resources, $"{path}.resources", errors);
        if (!resources.Claims.IsEmpty)
        {
            errors.Forbidden($"{path}.resources.claims", "claims cannot be set for Resources at pod-level");
        }

        ValidateShares(spec, resources, $"{path}.resources", errors);
    }

    // No container may be promised more than its pod has; limits of several may add up to more.
    private static void ValidateShares(PodSpec spec, ResourceRequirements resources, string path, FieldErrors errors)
    {
        foreach (var (name, whole) in resources.Requests ?? ImmutableSortedDictionary<string, Quantity>.Empty)
        {
            if (PodResourceSums.Requests(spec, name) is { } sum && sum > whole)
            {
                errors.Invalid($"{path}.requests[{name}]", whole.ToString(), $"must be greater than or equal to aggregate container requests of {sum}");
            }
        }

        for (var i = 0; i < spec.Containers.Length; i++)
        {
            foreach (var (name, limit) in spec.Containers[i].Resources.Limits ?? ImmutableSortedDictionary<string, Quantity>.Empty)
            {
                if (resources.Limits is { } limits && limits.TryGetValue(name, out var whole) && limit > whole)
                {
                    errors.Invalid($"{path}.containers[{i}][{name}].limits", limit.ToString(), $"must be less than or equal to pod limits of {whole}");
                }
            }
        }
    }

    private static void ValidateAmounts(ImmutableSortedDictionary<string, Quantity>? amounts, string path, FieldErrors errors)
    {
        foreach (var (name, amount) in amounts ?? ImmutableSortedDictionary<string, Quantity>.Empty)
        {
            var at = $"{path}[{name}]";
            errors.Faults(at, name, ValidNames.QualifiedName(name));
            if (!IsExtended(name) && !IsStandard(name))
            {
                errors.Invalid(at, name, "must be a standard resource type or fully qualified");
            }

            if (amount.Sign < 0)
            {
                errors.Invalid(at, amount.ToString(), "must be greater than or equal to 0");
            }
            else if (!IsElastic(name) && amount.MilliValue % 1000 != 0)
            {
                errors.Invalid(at, amount.ToString(), "must be an integer");
            }
        }
    }

    private static void ValidateRequestsWithinLimits(ResourceRequirements resources, string path, FieldErrors errors)
    {
        foreach (var (name, request) in resources.Requests ?? ImmutableSortedDictionary<string, Quantity>.Empty)
        {
            if (resources.Limits is not { } limits || !limits.TryGetValue(name, out var limit))
            {
                if (!IsElastic(name))
                {
                    errors.Required($"{path}.limits", "Limit must be set for non overcommitable resources");
                }

                continue;
            }

            if (!IsElastic(name) && request != limit)
            {
                errors.Invalid($"{path}.requests", request.ToString(), $"must be equal to {name} limit of {limit}");
            }
            else if (request > limit)
            {
                errors.Invalid($"{path}.requests", request.ToString(), $"must be less than or equal to {name} limit of {limit}");
            }
        }
    }

    private static bool IsStandard(string name) => Standard.Contains(name) || IsHugePages(name);

    private static bool IsHugePages(string name) => name.StartsWith(ResourceNames.HugePagesPrefix, StringComparison.Ordinal);

    private static bool IsExtended(string name) => name.Contains('/', StringComparison.Ordinal);

    /// <summary>Whether the resource is shared out in fractions, and more may be used than was asked for; devices and huge pages are not.</summary>
    private static bool IsElastic(string name) => !IsExtended(name) && !IsHugePages(name);
}
