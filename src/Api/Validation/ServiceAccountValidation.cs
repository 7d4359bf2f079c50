using System.Collections.Immutable;
using LocalPods.Api.Core;
using LocalPods.Api.Names;

namespace LocalPods.Api.Validation;

/// <summary>The rules for service accounts.</summary>
public static class ServiceAccountValidation
{
    /// <summary>Checks a service account that is to be created.</summary>
    public static ImmutableArray<FieldError> ValidateCreate(ServiceAccount account)
    {
        var errors = new FieldErrors();
        MetadataValidation.Validate(account.Metadata, namespaced: true, ValidNames.Subdomain, errors);
        return errors.ToImmutable();
    }

    /// <summary>Checks a change of a service account.</summary>
    public static ImmutableArray<FieldError> ValidateUpdate(ServiceAccount account, ServiceAccount old)
    {
        var errors = new FieldErrors();
        MetadataValidation.Validate(account.Metadata, namespaced: true, ValidNames.Subdomain, errors);
        MetadataValidation.ValidateUpdate(account.Metadata, old.Metadata, errors);
        return errors.ToImmutable();
    }
}
