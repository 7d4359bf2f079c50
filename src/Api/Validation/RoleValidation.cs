using System.Collections.Immutable;
using LocalPods.Api.Meta;
using LocalPods.Api.Names;
using LocalPods.Api.Rbac;

namespace LocalPods.Api.Validation;

/// <summary>The rules for roles and cluster roles.</summary>
public static class RoleValidation
{
    /// <summary>Checks a role.</summary>
    /// <param name="role">What to check.</param>
    /// <param name="old">As it was; null when it is to be created.</param>
    public static ImmutableArray<FieldError> Validate(Role role, Role? old)
    {
        var errors = new FieldErrors();
        ValidateMetadata(role.Metadata, old?.Metadata, namespaced: true, errors);
        ValidateRules(role.Rules, namespaced: true, errors);
        return errors.ToImmutable();
    }

    /// <summary>Checks a cluster role.</summary>
    /// <param name="role">What to check.</param>
    /// <param name="old">As it was; null when it is to be created.</param>
    public static ImmutableArray<FieldError> Validate(ClusterRole role, ClusterRole? old)
    {
        var errors = new FieldErrors();
        ValidateMetadata(role.Metadata, old?.Metadata, namespaced: false, errors);
        ValidateRules(role.Rules, namespaced: false, errors);
        if (role.AggregationRule is { } aggregation)
        {
            const string Selectors = "aggregationRule.clusterRoleSelectors";
            if (aggregation.ClusterRoleSelectors.IsEmpty)
            {
                errors.Required(Selectors, "at least one clusterRoleSelector required if aggregationRule is non-nil");
            }

            for (var i = 0; i < aggregation.ClusterRoleSelectors.Length; i++)
            {
                LabelSelectorValidation.Validate(aggregation.ClusterRoleSelectors[i], $"{Selectors}[{i}]", errors);
            }
        }

        return errors.ToImmutable();
    }

    /// <summary>Checks metadata of a kind of this group: names need only fit in a path.</summary>
    internal static void ValidateMetadata(ObjectMeta metadata, ObjectMeta? old, bool namespaced, FieldErrors errors)
    {
        MetadataValidation.Validate(metadata, namespaced, ValidNames.PathSegment, errors);
        if (old is not null)
        {
            MetadataValidation.ValidateUpdate(metadata, old, errors);
        }
    }

    private static void ValidateRules(ImmutableArray<PolicyRule> rules, bool namespaced, FieldErrors errors)
    {
        for (var i = 0; i < rules.Length; i++)
        {
            ValidateRule(rules[i], namespaced, $"rules[{i}]", errors);
        }
    }

    private static void ValidateRule(PolicyRule rule, bool namespaced, string path, FieldErrors errors)
    {
        if (rule.Verbs.IsEmpty)
        {
            errors.Required($"{path}.verbs", "verbs must contain at least one value");
        }

        if (!rule.NonResourceURLs.IsEmpty)
        {
            if (namespaced)
            {
                errors.InvalidList($"{path}.nonResourceURLs", rule.NonResourceURLs, "namespaced rules cannot apply to non-resource URLs");
            }

            if (!rule.ApiGroups.IsEmpty || !rule.Resources.IsEmpty || !rule.ResourceNames.IsEmpty)
            {
                errors.InvalidList($"{path}.nonResourceURLs", rule.NonResourceURLs, "rules cannot apply to both regular resources and non-resource URLs");
            }

            return;
        }

        if (rule.ApiGroups.IsEmpty)
        {
            errors.Required($"{path}.apiGroups", "resource rules must supply at least one api group");
        }

        if (rule.Resources.IsEmpty)
        {
            errors.Required($"{path}.resources", "resource rules must supply at least one resource");
        }
    }
}
