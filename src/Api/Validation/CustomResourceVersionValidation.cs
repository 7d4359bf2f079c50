using System.Collections.Immutable;
using System.Text;
using LocalPods.Api.ApiExtensions;
using LocalPods.Api.Names;

namespace LocalPods.Api.Validation;

/// <summary>The rules for one version of a custom resource definition.</summary>
internal static class CustomResourceVersionValidation
{
    private const int LongestWarning = 256;
    private const int MostSelectableFields = 8;
    private const string ColumnTypes = "must be one of boolean,date,integer,number,string";
    private const string ColumnFormats = "must be one of byte,date,date-time,double,float,int32,int64,password";

    public static void Validate(CustomResourceDefinitionVersion version, string at, FieldErrors errors)
    {
        if (ValidNames.Label1035(version.Name) is { IsEmpty: false } faults)
        {
            errors.Invalid($"{at}.name", version.Name, string.Join(',', faults));
        }

        ValidateWarning(version, at, errors);
        if (version.Schema?.OpenAPIV3Schema is { } schema)
        {
            SchemaPropsValidation.ValidateRoot(schema, $"{at}.schema.openAPIV3Schema", version.Subresources?.Status is not null, errors);
        }
        else
        {
            errors.Required($"{at}.schema.openAPIV3Schema", "schemas are required");
        }

        if (version.Subresources?.Scale is { } scale)
        {
            ValidateScale(scale, $"{at}.subresources.scale", errors);
        }

        for (var i = 0; i < version.AdditionalPrinterColumns.Length; i++)
        {
            ValidateColumn(version.AdditionalPrinterColumns[i], $"{at}.additionalPrinterColumns[{i}]", errors);
        }

        ValidateSelectableFields(version, $"{at}.selectableFields", errors);
    }

    private static void ValidateWarning(CustomResourceDefinitionVersion version, string at, FieldErrors errors)
    {
        if (version.DeprecationWarning is not { } warning)
        {
            return;
        }

        var path = $"{at}.deprecationWarning";
        if (version.Deprecated != true)
        {
            errors.Invalid(path, warning, "can only be set for deprecated versions");
            return;
        }

        if (Encoding.UTF8.GetByteCount(warning) > LongestWarning)
        {
            errors.Invalid(path, warning, $"must be <= {LongestWarning} characters long");
        }

        if (warning.Length == 0)
        {
            errors.Invalid(path, warning, "must not be an empty string");
        }

        if (warning.AsSpan().IndexOfAnyInRange('\0', '\u001F') is >= 0 and var bad)
        {
            errors.Invalid(path, warning, $"must only contain printable UTF-8 characters; non-printable character found at index {bad}");
        }
    }

    private static void ValidateScale(CustomResourceSubresourceScale scale, string at, FieldErrors errors)
    {
        Path($"{at}.specReplicasPath", scale.SpecReplicasPath, [".spec."], "should be a json path under .spec", errors);
        Path($"{at}.statusReplicasPath", scale.StatusReplicasPath, [".status."], "should be a json path under .status", errors);
        if (!string.IsNullOrEmpty(scale.LabelSelectorPath))
        {
            Path($"{at}.labelSelectorPath", scale.LabelSelectorPath, [".spec.", ".status."], "should be a json path under either .spec or .status", errors);
        }
    }

    private static void Path(string path, string value, ImmutableArray<string> below, string otherwise, FieldErrors errors)
    {
        if (value.Length == 0)
        {
            errors.Required(path);
        }
        else if (value[0] != '.')
        {
            errors.Invalid(path, value, "must be a simple json path starting with .");
        }
        else if (!below.Any(b => value.StartsWith(b, StringComparison.Ordinal)))
        {
            errors.Invalid(path, value, otherwise);
        }
    }

    private static void ValidateColumn(CustomResourceColumnDefinition column, string at, FieldErrors errors)
    {
        errors.RequiredText($"{at}.name", column.Name);
        if (column.Type.Length == 0)
        {
            errors.Required($"{at}.type", ColumnTypes);
        }
        else if (column.Type is not ("boolean" or "date" or "integer" or "number" or "string"))
        {
            errors.Invalid($"{at}.type", column.Type, ColumnTypes);
        }

        if (column.Format is { Length: > 0 } and not ("byte" or "date" or "date-time" or "double" or "float" or "int32" or "int64" or "password"))
        {
            errors.Invalid($"{at}.format", column.Format, ColumnFormats);
        }

        if (column.JsonPath.Length == 0)
        {
            errors.Required($"{at}.JSONPath");
        }
        else if (column.JsonPath[0] != '.')
        {
            errors.Invalid($"{at}.JSONPath", column.JsonPath, "must be a simple json path starting with .");
        }
    }

    private static void ValidateSelectableFields(CustomResourceDefinitionVersion version, string at, FieldErrors errors)
    {
        var fields = version.SelectableFields;
        if (fields.Length > MostSelectableFields)
        {
            errors.TooMany(at, fields.Length, MostSelectableFields);
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < fields.Length; i++)
        {
            var (path, value) = ($"{at}[{i}].jsonPath", fields[i].JsonPath);
            if (value.Length == 0)
            {
                errors.Required(path);
            }
            else if (value[0] != '.' || Field(version.Schema?.OpenAPIV3Schema, value[1..]) is not { } field)
            {
                errors.Invalid(path, value, "is an invalid path: does not refer to a valid field");
            }
            else if (value == ".metadata" || value.StartsWith(".metadata.", StringComparison.Ordinal))
            {
                errors.Invalid(path, value, "must not point to fields in metadata");
            }
            else if (field.Type is not ("boolean" or "integer" or "string"))
            {
                errors.Invalid(path, value, "must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.");
            }
            else if (!seen.Add(value))
            {
                errors.Duplicate(path, value);
            }
        }
    }

    private static JSONSchemaProps? Field(JSONSchemaProps? schema, string path)
    {
        foreach (var name in path.Split('.'))
        {
            schema = schema?.Properties?.GetValueOrDefault(name);
        }

        return schema;
    }
}
