using LocalPods.Api.Meta;
using LocalPods.Api.Names;

namespace LocalPods.Api.Validation;

/// <summary>The rules for label selectors inside objects.</summary>
public static class LabelSelectorValidation
{
    /// <summary>Checks a selector; an absent one is good.</summary>
    public static void Validate(LabelSelector? selector, string path, FieldErrors errors)
    {
        if (selector is null)
        {
            return;
        }

        MetadataValidation.ValidateLabels(selector.MatchLabels, $"{path}.matchLabels", errors);
        for (var i = 0; i < selector.MatchExpressions.Length; i++)
        {
            Validate(selector.MatchExpressions[i], $"{path}.matchExpressions[{i}]", errors);
        }
    }

    private static void Validate(LabelSelectorRequirement requirement, string path, FieldErrors errors)
    {
        switch (requirement.Operator)
        {
            case "In" or "NotIn":
                if (requirement.Values.IsEmpty)
                {
                    errors.Required($"{path}.values", "must be specified when `operator` is 'In' or 'NotIn'");
                }

                break;
            case "Exists" or "DoesNotExist":
                if (!requirement.Values.IsEmpty)
                {
                    errors.Forbidden($"{path}.values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
                }

                break;
            default:
                errors.Invalid($"{path}.operator", requirement.Operator, "not a valid selector operator");
                break;
        }

        errors.Faults($"{path}.key", requirement.Key, ValidNames.QualifiedName(requirement.Key));
        for (var i = 0; i < requirement.Values.Length; i++)
        {
            errors.Faults($"{path}.values[{i}]", requirement.Values[i], ValidNames.LabelValue(requirement.Values[i]));
        }
    }
}
