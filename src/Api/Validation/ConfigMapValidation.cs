using System.Collections.Immutable;
using LocalPods.Api.Core;
using LocalPods.Api.Names;

namespace LocalPods.Api.Validation;

/// <summary>The rules for config maps.</summary>
public static class ConfigMapValidation
{
    /// <summary>Checks a config map that is to be created.</summary>
    public static ImmutableArray<FieldError> ValidateCreate(ConfigMap map)
    {
        var errors = new FieldErrors();
        Validate(map, errors);
        return errors.ToImmutable();
    }

    /// <summary>Checks a change of a config map.</summary>
    public static ImmutableArray<FieldError> ValidateUpdate(ConfigMap map, ConfigMap old)
    {
        var errors = new FieldErrors();
        MetadataValidation.ValidateUpdate(map.Metadata, old.Metadata, errors);
        ConfigDataValidation.Immutability(
            map.Immutable,
            old.Immutable,
            errors,
            ("data", ConfigDataValidation.Differ(map.Data, old.Data)),
            ("binaryData", ConfigDataValidation.Differ(map.BinaryData, old.BinaryData)));
        Validate(map, errors);
        return errors.ToImmutable();
    }

    private static void Validate(ConfigMap map, FieldErrors errors)
    {
        MetadataValidation.Validate(map.Metadata, namespaced: true, ValidNames.Subdomain, errors);
        ConfigDataValidation.Keys("data", map.Data?.Keys ?? [], errors);
        foreach (var key in (map.Data?.Keys ?? []).Where(k => map.BinaryData?.ContainsKey(k) == true))
        {
            errors.Invalid($"data[{key}]", key, "duplicate of key present in binaryData");
        }

        ConfigDataValidation.Keys("binaryData", map.BinaryData?.Keys ?? [], errors);
        ConfigDataValidation.Size(map.Data, map.BinaryData, errors);
    }
}
