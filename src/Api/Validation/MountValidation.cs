using LocalPods.Api.Core;

namespace LocalPods.Api.Validation;

/// <summary>The rules for mounts and block devices of a container.</summary>
internal static class MountValidation
{
    public static void Validate(Container container, PodSpec spec, string path, FieldErrors errors)
    {
        var volumes = spec.Volumes.Select(v => v.Name).ToHashSet(StringComparer.Ordinal);
        var mountPaths = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < container.VolumeMounts.Length; i++)
        {
            var mount = container.VolumeMounts[i];
            var at = $"{path}.volumeMounts[{i}]";
            ValidateVolume(mount.Name, $"{at}.name", volumes, errors);
            Unique(mount.MountPath, $"{at}.mountPath", mountPaths, errors);
            ValidateSubPath(mount, at, errors);
            ValidatePropagation(mount, container, at, errors);
        }

        var devicePaths = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < container.VolumeDevices.Length; i++)
        {
            var device = container.VolumeDevices[i];
            var at = $"{path}.volumeDevices[{i}]";
            ValidateVolume(device.Name, $"{at}.name", volumes, errors);
            Unique(device.DevicePath, $"{at}.devicePath", devicePaths, errors);
            if (device.DevicePath.Length > 0)
            {
                PathValidation.NoUpwards($"{at}.devicePath", device.DevicePath, errors);
            }

            if (device.DevicePath.Length > 0 && mountPaths.Contains(device.DevicePath))
            {
                errors.Invalid($"{at}.devicePath", device.DevicePath, "must not already exist as a path in volumeMounts");
            }
        }
    }

    private static void ValidateVolume(string name, string path, HashSet<string> volumes, FieldErrors errors)
    {
        if (name.Length == 0)
        {
            errors.Required(path);
        }
        else if (!volumes.Contains(name))
        {
            errors.NotFound(path, name);
        }
    }

    private static void Unique(string value, string path, HashSet<string> seen, FieldErrors errors)
    {
        if (value.Length == 0)
        {
            errors.Required(path);
        }
        else if (!seen.Add(value))
        {
            errors.Invalid(path, value, "must be unique");
        }
    }

    private static void ValidateSubPath(VolumeMount mount, string path, FieldErrors errors)
    {
        if (mount.SubPath is { Length: > 0 } subPath)
        {
            PathValidation.Within($"{path}.subPath", subPath, errors);
        }

        if (mount.SubPathExpr is { Length: > 0 } expression)
        {
            if (!string.IsNullOrEmpty(mount.SubPath))
            {
                errors.Invalid($"{path}.subPathExpr", expression, "subPathExpr and subPath are mutually exclusive");
            }

            PathValidation.Within($"{path}.subPathExpr", expression, errors);
        }
    }

    private static void ValidatePropagation(VolumeMount mount, Container container, string path, FieldErrors errors)
    {
        errors.OneOf(
            $"{path}.mountPropagation", mount.MountPropagation, optional: true,
            MountPropagations.Bidirectional, MountPropagations.HostToContainer, MountPropagations.None);
        if (mount.MountPropagation is MountPropagations.Bidirectional && container.SecurityContext?.Privileged is not true)
        {
            errors.Forbidden($"{path}.mountPropagation", "Bidirectional mount propagation is available only to privileged containers");
        }

        errors.OneOf($"{path}.recursiveReadOnly", mount.RecursiveReadOnly, optional: true, "Disabled", "Enabled", "IfPossible");
        if (mount.RecursiveReadOnly is "Enabled" or "IfPossible")
        {
            if (mount.ReadOnly is not true)
            {
                errors.Forbidden($"{path}.recursiveReadOnly", "may only be specified when readOnly is true");
            }

            if (mount.MountPropagation is not (null or "" or MountPropagations.None))
            {
                errors.Forbidden($"{path}.recursiveReadOnly", "may only be specified when mountPropagation is None or not specified");
            }
        }
    }
}
