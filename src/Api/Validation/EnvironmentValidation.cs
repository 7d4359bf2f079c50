using LocalPods.Api.Core;
using LocalPods.Api.Names;
using LocalPods.Api.Quantities;

namespace LocalPods.Api.Validation;

/// <summary>The rules for environment variables and the selectors they share with volumes.</summary>
internal static class EnvironmentValidation
{
    private const string OneAtATime = "may not have more than one field specified at a time";

    private static readonly string[] EnvFields =
    [
        "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName",
        "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs",
    ];

    private static readonly string[] VolumeFields =
        ["metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid"];

    /// <summary>Fields that a pod has under these names but that cannot be selected everywhere.</summary>
    private static readonly string[] KnownFields = [.. EnvFields, .. VolumeFields, "spec.restartPolicy", "spec.schedulerName", "status.phase"];

    private static readonly string[] Resources =
        ["limits.cpu", "limits.ephemeral-storage", "limits.memory", "requests.cpu", "requests.ephemeral-storage", "requests.memory"];

    public static void Validate(Container container, string path, FieldErrors errors)
    {
        for (var i = 0; i < container.Env.Length; i++)
        {
            var at = $"{path}.env[{i}]";
            errors.Name($"{at}.name", container.Env[i].Name, ValidNames.EnvVar);
            if (container.Env[i].ValueFrom is { } source)
            {
                ValidateSource(container.Env[i], source, $"{at}.valueFrom", errors);
            }
        }

        for (var i = 0; i < container.EnvFrom.Length; i++)
        {
            ValidateFrom(container.EnvFrom[i], $"{path}.envFrom[{i}]", errors);
        }
    }

    public static void ValidateField(ObjectFieldSelector field, bool inVolume, string path, FieldErrors errors)
    {
        errors.RequiredText($"{path}.apiVersion", field.ApiVersion);
        if (field.FieldPath.Length == 0)
        {
            errors.Required($"{path}.fieldPath");
            return;
        }

        if (field.FieldPath.IndexOf("['", StringComparison.Ordinal) is var open and > 0 && field.FieldPath.EndsWith("']", StringComparison.Ordinal))
        {
            var name = field.FieldPath[..open];
            var key = field.FieldPath[(open + 2)..^2];
            if (name is "metadata.labels" or "metadata.annotations")
            {
                errors.Faults($"{path}.fieldPath", key, ValidNames.QualifiedName(name is "metadata.labels" ? key : key.ToLowerInvariant()));
            }
            else
            {
                errors.Invalid($"{path}.fieldPath", field.FieldPath, "does not support subscript");
            }

            return;
        }

        string[] allowed = inVolume ? VolumeFields : EnvFields;
        if (!KnownFields.Contains(field.FieldPath))
        {
            errors.Invalid($"{path}.fieldPath", field.FieldPath, $"error converting fieldPath: field label not supported: {field.FieldPath}");
        }
        else if (!allowed.Contains(field.FieldPath))
        {
            errors.NotSupported($"{path}.fieldPath", field.FieldPath, allowed);
        }
    }

    public static void ValidateResource(ResourceFieldSelector field, bool inVolume, string path, FieldErrors errors)
    {
        if (inVolume)
        {
            errors.RequiredText($"{path}.containerName", field.ContainerName);
        }

        if (field.Resource.Length == 0)
        {
            errors.Required($"{path}.resource");
            return;
        }

        var name = field.Resource[(field.Resource.IndexOf('.', StringComparison.Ordinal) + 1)..];
        if (!Resources.Contains(field.Resource) && !name.StartsWith(ResourceNames.HugePagesPrefix, StringComparison.Ordinal))
        {
            errors.NotSupported($"{path}.resource", field.Resource, Resources);
            return;
        }

        ValidateDivisor(field.Divisor, name, $"{path}.divisor", errors);
    }

    private static void ValidateDivisor(Quantity divisor, string resource, string path, FieldErrors errors)
    {
        string[] cpu = ["1m", "1"];
        string[] bytes = ["1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei"];
        var (units, label) = resource switch
        {
            ResourceNames.Cpu => (cpu, "cpu"),
            ResourceNames.Memory => (bytes, "memory"),
            ResourceNames.EphemeralStorage => (bytes, "local ephemeral storage"),
            _ => (bytes, "hugepages"),
        };
        if (!divisor.IsZero && !units.Any(unit => Quantity.Parse(unit) == divisor))
        {
            errors.Invalid(path, divisor.ToString(), $"only divisor's values {string.Join(", ", units[..^1])} and {units[^1]} are supported with the {label} resource");
        }
    }

    private static void ValidateSource(EnvVar variable, EnvVarSource source, string path, FieldErrors errors)
    {
        var sources = 0;
        if (source.FieldRef is { } field)
        {
            sources++;
            ValidateField(field, inVolume: false, $"{path}.fieldRef", errors);
        }

        if (source.ResourceFieldRef is { } resource)
        {
            sources++;
            ValidateResource(resource, inVolume: false, $"{path}.resourceFieldRef", errors);
        }

        if (source.ConfigMapKeyRef is { } map)
        {
            sources++;
            ValidateKey(map.Name, map.Key, $"{path}.configMapKeyRef", errors);
        }

        if (source.SecretKeyRef is { } secret)
        {
            sources++;
            ValidateKey(secret.Name, secret.Key, $"{path}.secretKeyRef", errors);
        }

        if (source.FileKeyRef is { } file)
        {
            sources++;
            errors.Name($"{path}.fileKeyRef.key", file.Key, ValidNames.EnvVar);
            errors.RequiredText($"{path}.fileKeyRef.volumeName", file.VolumeName);
            PathValidation.RequiredWithin($"{path}.fileKeyRef.path", file.Path, errors);
        }

        if (sources == 0)
        {
            errors.Invalid(path, "", "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`");
        }
        else if (!string.IsNullOrEmpty(variable.Value))
        {
            errors.Invalid(path, "", "may not be specified when `value` is not empty");
        }
        else if (sources > 1)
        {
            errors.Invalid(path, "", OneAtATime);
        }
    }

    private static void ValidateKey(string name, string key, string path, FieldErrors errors)
    {
        errors.RequiredText($"{path}.name", name);
        errors.Name($"{path}.key", key, ValidNames.ConfigKey);
    }

    private static void ValidateFrom(EnvFromSource source, string path, FieldErrors errors)
    {
        if (source.Prefix is { Length: > 0 } prefix)
        {
            errors.Faults($"{path}.prefix", prefix, ValidNames.EnvVar(prefix));
        }

        if (source.ConfigMapRef is { } map)
        {
            errors.RequiredText($"{path}.configMapRef.name", map.Name);
        }

        if (source.SecretRef is { } secret)
        {
            errors.RequiredText($"{path}.secretRef.name", secret.Name);
        }

        switch (source.ConfigMapRef, source.SecretRef)
        {
            case (null, null):
                errors.Invalid(path, "", "must specify one of: `configMapRef` or `secretRef`");
                break;
            case (not null, not null):
                errors.Invalid(path, "", OneAtATime);
                break;
        }
    }
}
