using System.Collections.Immutable;
using LocalPods.Api.Core;
using LocalPods.Api.Names;

namespace LocalPods.Api.Validation;

/// <summary>The rules for volumes.</summary>
internal static class VolumeValidation
{
    private const string ModeRule = "must be a number between 0 and 0777 (octal), both inclusive";
    private const int GreatestMode = 511;

    public static void Validate(PodSpec spec, string path, FieldErrors errors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < spec.Volumes.Length; i++)
        {
            var volume = spec.Volumes[i];
            var at = $"{path}[{i}]";
            errors.Name($"{at}.name", volume.Name, ValidNames.Label);
            if (volume.Name.Length > 0 && !names.Add(volume.Name))
            {
                errors.Duplicate($"{at}.name", volume.Name);
            }

            var sources = VolumeSources.Of(volume);
            if (sources.Count == 0)
            {
                errors.Required(at, "must specify a volume type");
            }

            foreach (var extra in sources.Skip(1))
            {
                errors.Forbidden($"{at}.{extra}", "may not specify more than 1 volume type");
            }

            ValidateSource(volume, at, errors);
            DriverVolumeValidation.Validate(volume, at, errors);
        }
    }

    /// <summary>Checks permission bits.</summary>
    public static void Mode(string path, int? mode, FieldErrors errors)
    {
        if (mode is < 0 or > GreatestMode)
        {
            errors.Invalid(path, mode, ModeRule);
        }
    }

    /// <summary>Checks which keys appear as which files.</summary>
    public static void Items(ImmutableArray<KeyToPath> items, string path, FieldErrors errors)
    {
        for (var i = 0; i < items.Length; i++)
        {
            var at = $"{path}[{i}]";
            errors.RequiredText($"{at}.key", items[i].Key);
            PathValidation.RequiredWithin($"{at}.path", items[i].Path, errors);
            Mode($"{at}.mode", items[i].Mode, errors);
        }
    }

    /// <summary>Checks fields of the pod that appear as files.</summary>
    public static void Files(ImmutableArray<DownwardAPIVolumeFile> files, string path, FieldErrors errors)
    {
        for (var i = 0; i < files.Length; i++)
        {
            var at = $"{path}[{i}]";
            var file = files[i];
            PathValidation.RequiredWithin($"{at}.path", file.Path, errors);
            Mode($"{at}.mode", file.Mode, errors);
            if (file.FieldRef is { } field)
            {
                EnvironmentValidation.ValidateField(field, inVolume: true, $"{at}.fieldRef", errors);
                if (file.ResourceFieldRef is not null)
                {
                    errors.Invalid(at, "resource", "fieldRef and resourceFieldRef can not be specified simultaneously");
                }
            }
            else if (file.ResourceFieldRef is { } resource)
            {
                EnvironmentValidation.ValidateResource(resource, inVolume: true, $"{at}.resourceFieldRef", errors);
            }
            else
            {
                errors.Required($"{at}.fieldRef", "one of fieldRef and resourceFieldRef is required");
            }
        }
    }

    private static void ValidateSource(Volume volume, string path, FieldErrors errors)
    {
        if (volume.EmptyDir?.SizeLimit is { Sign: < 0 })
        {
            errors.Forbidden($"{path}.emptyDir.sizeLimit", "SizeLimit field must be a valid resource quantity");
        }

        if (volume.HostPath is { } host)
        {
            errors.RequiredText($"{path}.hostPath.path", host.Path);
            PathValidation.NoUpwards($"{path}.hostPath.path", host.Path, errors);
            errors.OneOf(
                $"{path}.hostPath.type", host.Type, optional: true,
                "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket");
        }

        if (volume.Secret is { } secret)
        {
            errors.RequiredText($"{path}.secret.secretName", secret.SecretName);
            Mode($"{path}.secret.defaultMode", secret.DefaultMode, errors);
            Items(secret.Items, $"{path}.secret.items", errors);
        }

        if (volume.ConfigMap is { } map)
        {
            errors.RequiredText($"{path}.configMap.name", map.Name);
            Mode($"{path}.configMap.defaultMode", map.DefaultMode, errors);
            Items(map.Items, $"{path}.configMap.items", errors);
        }

        if (volume.DownwardAPI is { } fields)
        {
            Mode($"{path}.downwardAPI.defaultMode", fields.DefaultMode, errors);
            Files(fields.Items, $"{path}.downwardAPI.items", errors);
        }

        if (volume.Projected is { } projected)
        {
            ProjectedVolumeValidation.Validate(projected, $"{path}.projected", errors);
        }

        if (volume.PersistentVolumeClaim is { } claim)
        {
            errors.RequiredText($"{path}.persistentVolumeClaim.claimName", claim.ClaimName);
        }

        if (volume.Image is { } image)
        {
            errors.RequiredText($"{path}.image.reference", image.Reference);
            errors.OneOf($"{path}.image.pullPolicy", image.PullPolicy, optional: true, PullPolicies.Always, PullPolicies.IfNotPresent, PullPolicies.Never);
        }
    }
}
