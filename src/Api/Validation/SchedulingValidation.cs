using System.Collections.Immutable;
using System.Globalization;
using LocalPods.Api.Core;
using LocalPods.Api.Names;

namespace LocalPods.Api.Validation;

/// <summary>The rules for what decides where a pod runs.</summary>
internal static class SchedulingValidation
{
    private const string EmptyKey = "operator must be Exists when `key` is empty, which means \"match all values and all keys\"";

    public static void Validate(PodSpec spec, string path, FieldErrors errors)
    {
        ValidateAffinity(spec.Affinity, $"{path}.affinity", errors);
        for (var i = 0; i < spec.Tolerations.Length; i++)
        {
            ValidateToleration(spec.Tolerations[i], $"{path}.tolerations[{i}]", errors);
        }

        for (var i = 0; i < spec.ReadinessGates.Length; i++)
        {
            errors.Faults($"{path}.readinessGates[{i}].conditionType", spec.ReadinessGates[i].ConditionType, ValidNames.QualifiedName(spec.ReadinessGates[i].ConditionType));
        }

        var gates = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < spec.SchedulingGates.Length; i++)
        {
            var gate = spec.SchedulingGates[i].Name;
            errors.Name($"{path}.schedulingGates[{i}]", gate, ValidNames.QualifiedName);
            if (!gates.Add(gate))
            {
                errors.Duplicate($"{path}.schedulingGates[{i}]", gate);
            }
        }

        ValidateSpread(spec, $"{path}.topologySpreadConstraints", errors);
        ValidateClaims(spec, $"{path}.resourceClaims", errors);
        errors.OneOf($"{path}.preemptionPolicy", spec.PreemptionPolicy, optional: true, "Never", "PreemptLowerPriority");
    }

    private static void ValidateToleration(Toleration toleration, string path, FieldErrors errors)
    {
        if (toleration.Key is { Length: > 0 } key)
        {
            errors.Faults($"{path}.key", key, ValidNames.QualifiedName(key));
        }
        else if (toleration.Operator is not "Exists")
        {
            errors.Invalid($"{path}.operator", toleration.Operator, EmptyKey);
        }

        if (toleration.TolerationSeconds is not null && toleration.Effect is not TaintEffects.NoExecute)
        {
            errors.Invalid($"{path}.effect", toleration.Effect, "effect must be 'NoExecute' when `tolerationSeconds` is set");
        }

        switch (toleration.Operator)
        {
            case null or "" or "Equal":
                var value = toleration.Value ?? "";
                errors.Faults($"{path}.operator", value, ValidNames.LabelValue(value));
                break;
            case "Exists":
                if (!string.IsNullOrEmpty(toleration.Value))
                {
                    errors.InvalidObject($"{path}.operator", toleration, "value must be empty when `operator` is 'Exists'");
                }

                break;
            default:
                errors.NotSupported($"{path}.operator", toleration.Operator, "Equal", "Exists");
                break;
        }

        errors.OneOf($"{path}.effect", toleration.Effect, optional: true, TaintEffects.NoSchedule, TaintEffects.PreferNoSchedule, TaintEffects.NoExecute);
    }

    private static void ValidateAffinity(Affinity? affinity, string path, FieldErrors errors)
    {
        if (affinity?.NodeAffinity is { } node)
        {
            var at = $"{path}.nodeAffinity";
            if (node.RequiredDuringSchedulingIgnoredDuringExecution is { } required)
            {
                var terms = $"{at}.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms";
                if (required.NodeSelectorTerms.IsEmpty)
                {
                    errors.Required(terms, "must have at least one node selector term");
                }

                Each(required.NodeSelectorTerms, terms, (term, p) => ValidateTerm(term, p, errors));
            }

            Each(node.PreferredDuringSchedulingIgnoredDuringExecution, $"{at}.preferredDuringSchedulingIgnoredDuringExecution", (term, p) =>
            {
                ValidateWeight(term.Weight, p, errors);
                ValidateTerm(term.Preference, $"{p}.preference", errors);
            });
        }

        if (affinity?.PodAffinity is { } near)
        {
            ValidatePods(near.RequiredDuringSchedulingIgnoredDuringExecution, near.PreferredDuringSchedulingIgnoredDuringExecution, $"{path}.podAffinity", errors);
        }

        if (affinity?.PodAntiAffinity is { } apart)
        {
            ValidatePods(apart.RequiredDuringSchedulingIgnoredDuringExecution, apart.PreferredDuringSchedulingIgnoredDuringExecution, $"{path}.podAntiAffinity", errors);
        }
    }

    private static void ValidatePods(ImmutableArray<PodAffinityTerm> required, ImmutableArray<WeightedPodAffinityTerm> preferred, string path, FieldErrors errors)
    {
        Each(required, $"{path}.requiredDuringSchedulingIgnoredDuringExecution", (term, p) => ValidatePodTerm(term, p, errors));
        Each(preferred, $"{path}.preferredDuringSchedulingIgnoredDuringExecution", (term, p) =>
        {
            ValidateWeight(term.Weight, p, errors);
            ValidatePodTerm(term.PodAffinityTerm, $"{p}.podAffinityTerm", errors);
        });
    }

    private static void ValidatePodTerm(PodAffinityTerm term, string path, FieldErrors errors)
    {
        if (term.TopologyKey.Length == 0)
        {
            errors.Required($"{path}.topologyKey", "can not be empty");
        }
        else
        {
            errors.Faults($"{path}.topologyKey", term.TopologyKey, ValidNames.QualifiedName(term.TopologyKey));
        }

        LabelSelectorValidation.Validate(term.LabelSelector, $"{path}.labelSelector", errors);
        LabelSelectorValidation.Validate(term.NamespaceSelector, $"{path}.namespaceSelector", errors);
        Each(term.Namespaces, $"{path}.namespaces", (name, p) => errors.Faults(p, name, ValidNames.Label(name)));
    }

    private static void ValidateTerm(NodeSelectorTerm term, string path, FieldErrors errors)
    {
        Each(term.MatchExpressions, $"{path}.matchExpressions", (r, p) =>
        {
            errors.Faults($"{p}.key", r.Key, ValidNames.QualifiedName(r.Key));
            ValidateOperator(r, p, errors);
        });
        Each(term.MatchFields, $"{path}.matchFields", (r, p) =>
        {
            if (r.Key is not "metadata.name")
            {
                errors.Invalid($"{p}.key", r.Key, "not a valid field selector key");
            }

            if (r.Operator is not ("In" or "NotIn"))
            {
                errors.Invalid($"{p}.operator", r.Operator, "not a valid selector operator");
            }
            else if (r.Values.Length != 1)
            {
                errors.Required($"{p}.values", "must be only one value when `operator` is 'In' or 'NotIn' for node field selector");
            }
        });
    }

    private static void ValidateOperator(NodeSelectorRequirement requirement, string path, FieldErrors errors)
    {
        switch (requirement.Operator)
        {
            case "In" or "NotIn" when requirement.Values.IsEmpty:
                errors.Required($"{path}.values", "must be specified when `operator` is 'In' or 'NotIn'");
                break;
            case "Exists" or "DoesNotExist" when !requirement.Values.IsEmpty:
                errors.Forbidden($"{path}.values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
                break;
            case "Gt" or "Lt" when requirement.Values is not [var number] || !long.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _):
                errors.Required($"{path}.values", "must be specified single value when `operator` is 'Lt' or 'Gt'");
                break;
            case "In" or "NotIn" or "Exists" or "DoesNotExist" or "Gt" or "Lt":
                break;
            default:
                errors.Invalid($"{path}.operator", requirement.Operator, "not a valid selector operator");
                break;
        }
    }

    private static void ValidateWeight(int weight, string path, FieldErrors errors)
    {
        if (weight is < 1 or > 100)
        {
            errors.Invalid($"{path}.weight", weight, "must be in the range 1-100");
        }
    }

    private static void ValidateSpread(PodSpec spec, string path, FieldErrors errors) => Each(spec.TopologySpreadConstraints, path, (constraint, p) =>
    {
        if (constraint.MaxSkew <= 0)
        {
            errors.Invalid($"{p}.maxSkew", constraint.MaxSkew, "must be greater than zero");
        }

        if (constraint.TopologyKey.Length == 0)
        {
            errors.Required($"{p}.topologyKey", "can not be empty");
        }

        errors.OneOf($"{p}.whenUnsatisfiable", constraint.WhenUnsatisfiable, optional: false, "DoNotSchedule", "ScheduleAnyway");
        errors.OneOf($"{p}.nodeAffinityPolicy", constraint.NodeAffinityPolicy, optional: true, "Honor", "Ignore");
        errors.OneOf($"{p}.nodeTaintsPolicy", constraint.NodeTaintsPolicy, optional: true, "Honor", "Ignore");
        LabelSelectorValidation.Validate(constraint.LabelSelector, $"{p}.labelSelector", errors);
    });

    private static void ValidateClaims(PodSpec spec, string path, FieldErrors errors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        Each(spec.ResourceClaims, path, (claim, p) =>
        {
            errors.Name($"{p}.name", claim.Name, ValidNames.Label);
            if (claim.Name.Length > 0 && !names.Add(claim.Name))
            {
                errors.Duplicate($"{p}.name", claim.Name);
            }

            if (string.IsNullOrEmpty(claim.ResourceClaimName) == string.IsNullOrEmpty(claim.ResourceClaimTemplateName))
            {
                errors.InvalidObject(p, claim, "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`");
            }
        });
    }

    private static void Each<T>(ImmutableArray<T> items, string path, Action<T, string> check)
    {
        for (var i = 0; i < items.Length; i++)
        {
            check(items[i], $"{path}[{i}]");
        }
    }
}
