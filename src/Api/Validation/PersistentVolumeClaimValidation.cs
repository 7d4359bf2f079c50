using System.Collections.Immutable;
using LocalPods.Api.Core;
using LocalPods.Api.Names;
using LocalPods.Api.Quantities;

namespace LocalPods.Api.Validation;

/// <summary>The rules for claims of storage.</summary>
public static class PersistentVolumeClaimValidation
{
    private const string Unchangeable =
        "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims";

    /// <summary>Checks a claim that is to be created.</summary>
    public static ImmutableArray<FieldError> ValidateCreate(PersistentVolumeClaim claim)
    {
        var errors = new FieldErrors();
        MetadataValidation.Validate(claim.Metadata, namespaced: true, ValidNames.Subdomain, errors);
        ValidateSpec(claim.Spec, "spec", errors);
        return errors.ToImmutable();
    }

    /// <summary>Checks a change of a claim: but for its volume, once, and its size, upwards, what is asked for stays.</summary>
    public static ImmutableArray<FieldError> ValidateUpdate(PersistentVolumeClaim claim, PersistentVolumeClaim old)
    {
        var errors = new FieldErrors();
        MetadataValidation.Validate(claim.Metadata, namespaced: true, ValidNames.Subdomain, errors);
        MetadataValidation.ValidateUpdate(claim.Metadata, old.Metadata, errors);
        ValidateSpec(claim.Spec, "spec", errors);
        var (wanted, before) = (claim.Spec, old.Spec);
        if (string.IsNullOrEmpty(before.VolumeName) && !string.IsNullOrEmpty(wanted.VolumeName))
        {
            before = before with { VolumeName = wanted.VolumeName };
        }

        if (old.Status.Phase == ClaimPhases.Bound)
        {
            before = before with { Resources = before.Resources with { Requests = wanted.Resources.Requests }, VolumeAttributesClassName = wanted.VolumeAttributesClassName };
        }

        if (!SameSpec(wanted, before))
        {
            errors.Forbidden("spec", Unchangeable);
        }
        else if (StorageOf(wanted) < StorageOf(old.Spec))
        {
            errors.Forbidden("spec.resources.requests.storage", "field can not be less than previous value");
        }

        return errors.ToImmutable();
    }

    /// <summary>Checks what is claimed.</summary>
    internal static void ValidateSpec(PersistentVolumeClaimSpec spec, string path, FieldErrors errors)
    {
        PersistentVolumeValidation.AccessModes(spec.AccessModes, $"{path}.accessModes", errors);
        if (spec.Selector is { } selector)
        {
            LabelSelectorValidation.Validate(selector, $"{path}.selector", errors);
        }

        var storage = $"{path}.resources[storage]";
        if (spec.Resources.Requests is not { } requests || !requests.TryGetValue(ResourceNames.Storage, out var size))
        {
            errors.Required(storage);
        }
        else if (size.Sign <= 0)
        {
            errors.Invalid($"{path}.resources[storage]", size.ToString(), "must be greater than zero");
        }

        if (spec.StorageClassName is { Length: > 0 } named)
        {
            errors.Faults($"{path}.storageClassName", named, ValidNames.Subdomain(named));
        }

        errors.OneOf($"{path}.volumeMode", spec.VolumeMode, optional: true, "Block", "Filesystem");
    }

    private static Quantity StorageOf(PersistentVolumeClaimSpec spec) =>
        spec.Resources.Requests is { } requests && requests.TryGetValue(ResourceNames.Storage, out var size) ? size : default;

    private static bool SameSpec(PersistentVolumeClaimSpec a, PersistentVolumeClaimSpec b) =>
        Serialization.ApiJson.ToBytes(a).AsSpan().SequenceEqual(Serialization.ApiJson.ToBytes(b));
}
