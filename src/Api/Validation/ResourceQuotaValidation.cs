using System.Collections.Immutable;
using LocalPods.Api.Core;
using LocalPods.Api.Names;

namespace LocalPods.Api.Validation;

/// <summary>The rules for resource quotas.</summary>
public static class ResourceQuotaValidation
{
    private static readonly string[] s_scopes = ["BestEffort", "CrossNamespacePodAffinity", "NotBestEffort", "NotTerminating", "PriorityClass", "Terminating"];

    private static readonly ImmutableHashSet<string> s_names =
    [
        "cpu", "memory", "ephemeral-storage", "requests.cpu", "requests.memory", "requests.storage", "requests.ephemeral-storage", "limits.cpu",
        "limits.memory", "limits.ephemeral-storage", "pods", "resourcequotas", "services", "replicationcontrollers", "secrets",
        "persistentvolumeclaims", "configmaps", "services.nodeports", "services.loadbalancers",
    ];

    private static readonly ImmutableHashSet<string> s_counts =
        ["pods", "resourcequotas", "services", "replicationcontrollers", "secrets", "persistentvolumeclaims", "configmaps", "services.nodeports", "services.loadbalancers"];

    /// <summary>Checks a quota that is to be created.</summary>
    public static ImmutableArray<FieldError> ValidateCreate(ResourceQuota quota)
    {
        var errors = new FieldErrors();
        Validate(quota, errors);
        return errors.ToImmutable();
    }

    /// <summary>Checks a change of a quota.</summary>
    public static ImmutableArray<FieldError> ValidateUpdate(ResourceQuota quota, ResourceQuota old)
    {
        var errors = new FieldErrors();
        MetadataValidation.ValidateUpdate(quota.Metadata, old.Metadata, errors);
        if (!quota.Spec.Scopes.ToHashSet().SetEquals(old.Spec.Scopes))
        {
            errors.InvalidGoList("spec.scopes", quota.Spec.Scopes, "field is immutable");
        }

        Validate(quota, errors);
        return errors.ToImmutable();
    }

    private static void Validate(ResourceQuota quota, FieldErrors errors)
    {
        MetadataValidation.Validate(quota.Metadata, namespaced: true, ValidNames.Subdomain, errors);
        foreach (var (name, amount) in quota.Spec.Hard ?? ImmutableSortedDictionary<string, Quantities.Quantity>.Empty)
        {
            var at = $"spec.hard[{name}]";
            errors.Faults(at, name, ValidNames.QualifiedName(name));
            if (!name.Contains('/', StringComparison.Ordinal) && !s_names.Contains(name) && !name.Contains("hugepages-", StringComparison.Ordinal))
            {
                errors.Invalid(at, name, "must be a standard resource for quotas");
            }

            if (amount.Sign < 0)
            {
                errors.Invalid(at, amount.ToString(), "must be greater than or equal to 0");
            }
            else if ((s_counts.Contains(name) || name.StartsWith("count/", StringComparison.Ordinal)) && amount.MilliValue % 1000 != 0)
            {
                errors.Invalid(at, amount.ToString(), "must be an integer");
            }
        }

        foreach (var scope in quota.Spec.Scopes)
        {
            errors.OneOf("spec.scopes", scope, optional: false, s_scopes);
        }

        if (Conflict("BestEffort", "NotBestEffort") || Conflict("Terminating", "NotTerminating"))
        {
            errors.InvalidGoList("spec.scopes", quota.Spec.Scopes, "conflicting scopes");
        }

        var expressions = quota.Spec.ScopeSelector?.MatchExpressions ?? [];
        for (var i = 0; i < expressions.Length; i++)
        {
            var at = $"spec.scopeSelector.matchExpressions[{i}]";
            errors.OneOf($"{at}.scopeName", expressions[i].ScopeName, optional: false, s_scopes);
            errors.OneOf($"{at}.operator", expressions[i].Operator, optional: false, "DoesNotExist", "Exists", "In", "NotIn");
            var needsValues = expressions[i].Operator is "In" or "NotIn";
            if (needsValues && expressions[i].Values.IsEmpty)
            {
                errors.Required($"{at}.values", "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector");
            }
            else if (!needsValues && !expressions[i].Values.IsEmpty)
            {
                errors.InvalidGoList($"{at}.values", expressions[i].Values, "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector");
            }
        }

        bool Conflict(string one, string other) => quota.Spec.Scopes.Contains(one) && quota.Spec.Scopes.Contains(other);
    }
}
