using System.Collections.Immutable;
using LocalPods.Api.Coordination;
using LocalPods.Api.Names;

namespace LocalPods.Api.Validation;

/// <summary>The rules for leases.</summary>
public static class LeaseValidation
{
    /// <summary>Checks a lease that is to be created.</summary>
    public static ImmutableArray<FieldError> ValidateCreate(Lease lease)
    {
        var errors = new FieldErrors();
        Validate(lease, errors);
        return errors.ToImmutable();
    }

    /// <summary>Checks a change of a lease.</summary>
    public static ImmutableArray<FieldError> ValidateUpdate(Lease lease, Lease old)
    {
        var errors = new FieldErrors();
        MetadataValidation.ValidateUpdate(lease.Metadata, old.Metadata, errors);
        Validate(lease, errors);
        return errors.ToImmutable();
    }

    private static void Validate(Lease lease, FieldErrors errors)
    {
        MetadataValidation.Validate(lease.Metadata, namespaced: true, ValidNames.Subdomain, errors);
        if (lease.Spec.LeaseDurationSeconds is <= 0 and var seconds)
        {
            errors.Invalid("spec.leaseDurationSeconds", seconds, "must be greater than 0");
        }

        errors.NotNegative("spec.leaseTransitions", lease.Spec.LeaseTransitions);
        if (!string.IsNullOrEmpty(lease.Spec.PreferredHolder) && string.IsNullOrEmpty(lease.Spec.Strategy))
        {
            errors.Forbidden("spec.preferredHolder", "may only be specified if `strategy` is defined");
        }
    }
}
