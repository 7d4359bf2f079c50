using LocalPods.Api.ApiExtensions;

namespace LocalPods.Api.Validation;

/// <summary>The rules for lists that are sets or have keys.</summary>
internal static class ListTypeValidation
{
    private const string ListType = "x-kubernetes-list-type";
    private const string MapKeys = "x-kubernetes-list-map-keys";

    public static void Validate(JSONSchemaProps schema, string path, FieldErrors errors)
    {
        if (schema is { XListType: "set", Type: "array", Items: { } member })
        {
            ValidateMember(member, path, errors);
        }

        if (schema.XListType is { } listType and not ("atomic" or "set" or "map"))
        {
            errors.NotSupported($"{path}.{ListType}", listType, "atomic", "set", "map");
        }

        if (!schema.XListMapKeys.IsEmpty && schema.XListType != "map")
        {
            const string detail = "must be map if x-kubernetes-list-map-keys is non-empty";
            if (schema.XListType is null)
            {
                errors.Required($"{path}.{ListType}", detail);
            }
            else
            {
                errors.Invalid($"{path}.{ListType}", schema.XListType, detail);
            }
        }

        if (schema.XListType == "map")
        {
            ValidateMap(schema, path, errors);
        }

        if (schema.XListType is "map" or "set" && schema.Items?.Nullable == true)
        {
            errors.Forbidden($"{path}.items.nullable", $"cannot be nullable when {ListType} is {schema.XListType}");
        }
    }

    private static void ValidateMember(JSONSchemaProps member, string path, FieldErrors errors)
    {
        const string detail = "must be atomic as item of a list with x-kubernetes-list-type=set";
        if (member is { Type: "array", XListType: not (null or "atomic") })
        {
            errors.Invalid($"{path}.items.{ListType}", member.XListType, detail);
        }

        if (member is { Type: "object", XMapType: not "atomic" })
        {
            errors.Invalid($"{path}.items.x-kubernetes-map-type", member.XMapType, detail);
        }
    }

    private static void ValidateMap(JSONSchemaProps schema, string path, FieldErrors errors)
    {
        var keys = schema.XListMapKeys;
        if (keys.IsEmpty)
        {
            errors.Required($"{path}.{MapKeys}", "must not be empty if x-kubernetes-list-type is map");
        }

        if (schema.Items is not { } items)
        {
            errors.Required($"{path}.items", "must have a schema if x-kubernetes-list-type is map");
            return;
        }

        if (items.Type != "object")
        {
            errors.Invalid($"{path}.items.type", items.Type, "must be object if parent array's x-kubernetes-list-type is map");
            return;
        }

        foreach (var key in keys)
        {
            if (items.Properties?.GetValueOrDefault(key) is { } property)
            {
                ValidateKey(items, key, property, $"{path}.items.properties[{key}]", errors);
            }
            else
            {
                errors.InvalidList($"{path}.{MapKeys}", keys, "entries must all be names of item properties");
            }
        }

        if (keys.Distinct().Count() != keys.Length)
        {
            errors.InvalidList($"{path}.{MapKeys}", keys, "must not contain duplicate entries");
        }
    }

    private static void ValidateKey(JSONSchemaProps items, string key, JSONSchemaProps property, string at, FieldErrors errors)
    {
        if (property.Type is "array" or "object")
        {
            errors.Invalid($"{at}.type", property.Type, "must be a scalar type if parent array's x-kubernetes-list-type is map");
        }

        if (!items.Required.Contains(key) && property.Default is null)
        {
            errors.Required($"{at}.default", "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property");
        }

        if (property.Nullable == true)
        {
            errors.Forbidden($"{at}.nullable", "this property is in x-kubernetes-list-map-keys, so it cannot be nullable");
        }
    }
}
