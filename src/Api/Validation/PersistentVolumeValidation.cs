using System.Collections.Immutable;
using LocalPods.Api.Core;
using LocalPods.Api.Names;

namespace LocalPods.Api.Validation;

/// <summary>The rules for persistent volumes.</summary>
public static class PersistentVolumeValidation
{
    private static readonly string[] s_accessModes = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];

    /// <summary>Checks a volume that is to be created.</summary>
    public static ImmutableArray<FieldError> ValidateCreate(PersistentVolume volume)
    {
        var errors = new FieldErrors();
        Validate(volume, errors);
        return errors.ToImmutable();
    }

    /// <summary>Checks a change of a volume: where its storage is stays.</summary>
    public static ImmutableArray<FieldError> ValidateUpdate(PersistentVolume volume, PersistentVolume old)
    {
        var errors = new FieldErrors();
        MetadataValidation.ValidateUpdate(volume.Metadata, old.Metadata, errors);
        Validate(volume, errors);
        if (!Serialization.ApiJson.ToBytes(SourceOf(volume.Spec)).AsSpan().SequenceEqual(Serialization.ApiJson.ToBytes(SourceOf(old.Spec))))
        {
            errors.Forbidden("spec.persistentvolumesource", "spec.persistentvolumesource is immutable after creation");
        }

        if ((volume.Spec.VolumeMode ?? "") != (old.Spec.VolumeMode ?? ""))
        {
            errors.Invalid("spec.volumeMode", volume.Spec.VolumeMode, "field is immutable");
        }

        return errors.ToImmutable();
    }

    internal static void AccessModes(ImmutableArray<string> modes, string path, FieldErrors errors)
    {
        if (modes.IsEmpty)
        {
            errors.Required(path, "at least 1 access mode is required");
        }

        foreach (var mode in modes)
        {
            errors.OneOf(path, mode, optional: false, s_accessModes);
        }

        if (modes.Length > 1 && modes.Contains("ReadWriteOncePod"))
        {
            errors.Forbidden(path, "may not use ReadWriteOncePod with other access modes");
        }
    }

    private static void Validate(PersistentVolume volume, FieldErrors errors)
    {
        var spec = volume.Spec;
        MetadataValidation.Validate(volume.Metadata, namespaced: false, ValidNames.Subdomain, errors);
        AccessModes(spec.AccessModes, "spec.accessModes", errors);
        if (spec.Capacity is not { Count: > 0 } capacity)
        {
            errors.Required("spec.capacity");
        }
        else if (!capacity.TryGetValue(ResourceNames.Storage, out var size) || capacity.Count > 1)
        {
            errors.OneOf("spec.capacity", string.Join(",", capacity.Keys), optional: false, ResourceNames.Storage);
        }
        else if (size.Sign <= 0)
        {
            errors.Invalid("spec.capacity[storage]", size.ToString(), "must be greater than zero");
        }

        errors.OneOf("spec.persistentVolumeReclaimPolicy", spec.PersistentVolumeReclaimPolicy, optional: true, "Delete", "Recycle", "Retain");
        errors.OneOf("spec.volumeMode", spec.VolumeMode, optional: true, "Block", "Filesystem");
        if (spec.StorageClassName is { Length: > 0 } named)
        {
            errors.Faults("spec.storageClassName", named, ValidNames.Subdomain(named));
        }

        ValidateSource(spec, errors);
    }

    private static void ValidateSource(PersistentVolumeSpec spec, FieldErrors errors)
    {
        (string Name, object? Source)[] sources =
        [
            ("hostPath", spec.HostPath), ("local", spec.Local), ("nfs", spec.Nfs), ("csi", spec.Csi), ("fc", spec.Fc), ("gcePersistentDisk", spec.GcePersistentDisk),
            ("awsElasticBlockStore", spec.AwsElasticBlockStore), ("azureDisk", spec.AzureDisk), ("vsphereVolume", spec.VsphereVolume), ("portworxVolume", spec.PortworxVolume),
        ];
        var set = sources.Where(s => s.Source is not null).ToArray();
        if (set.Length == 0)
        {
            errors.Required("spec", "must specify a volume type");
        }

        foreach (var (name, _) in set.Skip(1))
        {
            errors.Forbidden($"spec.{name}", "may not specify more than 1 volume type");
        }

        if (spec.HostPath is { } host)
        {
            errors.RequiredText("spec.hostPath.path", host.Path);
            PathValidation.NoUpwards("spec.hostPath.path", host.Path, errors);
            if (host.Path == "/" && spec.PersistentVolumeReclaimPolicy == "Recycle")
            {
                errors.Forbidden("spec.persistentVolumeReclaimPolicy", "may not be 'recycle' for a hostPath mount of '/'");
            }
        }

        if (spec.Local is { } local)
        {
            errors.RequiredText("spec.local.path", local.Path);
            PathValidation.NoUpwards("spec.local.path", local.Path, errors);
            if (spec.NodeAffinity?.Required is null)
            {
                errors.Required("spec.nodeAffinity", "Local volume requires node affinity");
            }
        }
    }

    private static PersistentVolumeSpec SourceOf(PersistentVolumeSpec spec) => new()
    {
        HostPath = spec.HostPath,
        Local = spec.Local,
        Nfs = spec.Nfs,
        Csi = spec.Csi,
        Fc = spec.Fc,
        GcePersistentDisk = spec.GcePersistentDisk,
        AwsElasticBlockStore = spec.AwsElasticBlockStore,
        AzureDisk = spec.AzureDisk,
        VsphereVolume = spec.VsphereVolume,
        PortworxVolume = spec.PortworxVolume,
    };
}
