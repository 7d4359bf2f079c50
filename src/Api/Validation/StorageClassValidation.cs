using System.Collections.Immutable;
using LocalPods.Api.Names;
using LocalPods.Api.Storage;

namespace LocalPods.Api.Validation;

/// <summary>The rules for classes of storage.</summary>
public static class StorageClassValidation
{
    /// <summary>Checks a class that is to be created.</summary>
    public static ImmutableArray<FieldError> ValidateCreate(StorageClass storage)
    {
        var errors = new FieldErrors();
        Validate(storage, errors);
        return errors.ToImmutable();
    }

    /// <summary>Checks a change of a class.</summary>
    public static ImmutableArray<FieldError> ValidateUpdate(StorageClass storage, StorageClass old)
    {
        var errors = new FieldErrors();
        MetadataValidation.ValidateUpdate(storage.Metadata, old.Metadata, errors);
        Validate(storage, errors);
        if (!(storage.Parameters ?? ImmutableSortedDictionary<string, string>.Empty).SequenceEqual(old.Parameters ?? ImmutableSortedDictionary<string, string>.Empty))
        {
            errors.Forbidden("parameters", "updates to parameters are forbidden.");
        }

        if (storage.Provisioner != old.Provisioner)
        {
            errors.Forbidden("provisioner", "updates to provisioner are forbidden.");
        }

        if (storage.ReclaimPolicy != old.ReclaimPolicy)
        {
            errors.Forbidden("reclaimPolicy", "updates to reclaimPolicy are forbidden.");
        }

        if (storage.VolumeBindingMode != old.VolumeBindingMode)
        {
            errors.Invalid("volumeBindingMode", storage.VolumeBindingMode, "field is immutable");
        }

        return errors.ToImmutable();
    }

    private static void Validate(StorageClass storage, FieldErrors errors)
    {
        MetadataValidation.Validate(storage.Metadata, namespaced: false, ValidNames.Subdomain, errors);
        errors.RequiredText("provisioner", storage.Provisioner);
        if (storage.Provisioner.Length > 0)
        {
            errors.Faults("provisioner", storage.Provisioner, ValidNames.QualifiedName(storage.Provisioner.ToLowerInvariant()));
        }

        errors.OneOf("reclaimPolicy", storage.ReclaimPolicy, optional: true, "Delete", "Retain");
        errors.OneOf("volumeBindingMode", storage.VolumeBindingMode, optional: true, "Immediate", "WaitForFirstConsumer");
    }
}
