using System.Collections.Immutable;
using System.Text.RegularExpressions;
using LocalPods.Api.Names;
using LocalPods.Api.Policy;
using LocalPods.Api.Quantities;

namespace LocalPods.Api.Validation;

/// <summary>The rules for disruption budgets.</summary>
public static partial class PodDisruptionBudgetValidation
{
    private const string Spec = "spec";
    private const string NoPercentage = "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')";

    /// <summary>Checks a budget that is to be created.</summary>
    public static ImmutableArray<FieldError> ValidateCreate(PodDisruptionBudget budget)
    {
        var errors = new FieldErrors();
        Validate(budget, errors);
        return errors.ToImmutable();
    }

    /// <summary>Checks a change of a budget.</summary>
    public static ImmutableArray<FieldError> ValidateUpdate(PodDisruptionBudget budget, PodDisruptionBudget old)
    {
        var errors = new FieldErrors();
        MetadataValidation.ValidateUpdate(budget.Metadata, old.Metadata, errors);
        Validate(budget, errors);
        return errors.ToImmutable();
    }

    /// <summary>Checks a status.</summary>
    public static ImmutableArray<FieldError> ValidateStatus(PodDisruptionBudgetStatus status)
    {
        var errors = new FieldErrors();
        errors.NotNegative("status.disruptionsAllowed", status.DisruptionsAllowed);
        errors.NotNegative("status.currentHealthy", status.CurrentHealthy);
        errors.NotNegative("status.desiredHealthy", status.DesiredHealthy);
        errors.NotNegative("status.expectedPods", status.ExpectedPods);
        return errors.ToImmutable();
    }

    private static void Validate(PodDisruptionBudget budget, FieldErrors errors)
    {
        MetadataValidation.Validate(budget.Metadata, namespaced: true, ValidNames.Subdomain, errors);
        var spec = budget.Spec;
        if (spec is { MinAvailable: not null, MaxUnavailable: not null })
        {
            errors.InvalidObject(Spec, spec, "minAvailable and maxUnavailable cannot be both set");
        }

        Share($"{Spec}.minAvailable", spec.MinAvailable, errors);
        Share($"{Spec}.maxUnavailable", spec.MaxUnavailable, errors);
        LabelSelectorValidation.Validate(spec.Selector, $"{Spec}.selector", errors);
        errors.OneOf($"{Spec}.unhealthyPodEvictionPolicy", spec.UnhealthyPodEvictionPolicy, optional: true, "AlwaysAllow", "IfHealthyBudget");
    }

    private static void Share(string path, IntOrString? share, FieldErrors errors)
    {
        if (share is { Text: { } text })
        {
            if (!Percentage().IsMatch(text))
            {
                errors.Invalid(path, text, NoPercentage);
            }
            else if (text.TrimStart('0').Length > "100%".Length || int.Parse(text[..^1], System.Globalization.CultureInfo.InvariantCulture) > 100)
            {
                errors.Invalid(path, text, "must not be greater than 100%");
            }
        }
        else
        {
            errors.NotNegative(path, share?.Number);
        }
    }

    [GeneratedRegex("^[0-9]+%$")]
    private static partial Regex Percentage();
}
