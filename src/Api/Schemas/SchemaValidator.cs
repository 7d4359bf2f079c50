using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using LocalPods.Api.ApiExtensions;
using LocalPods.Api.Validation;

namespace LocalPods.Api.Schemas;

/// <summary>
/// Checks values against structural schemas, in the words of an API server (spec: api 7). Pure. A value that an update leaves as it was
/// is not checked again, so a schema that became stricter refuses only what is changed.
/// </summary>
public static partial class SchemaValidator
{
    /// <summary>Path of faults that belong to no single field.</summary>
    private const string NoField = "<nil>";

    /// <summary>Every fault of a value.</summary>
    /// <param name="schema">What it must look like.</param>
    /// <param name="value">The value.</param>
    /// <param name="old">As it was; null for a new one.</param>
    public static ImmutableArray<FieldError> Validate(JSONSchemaProps schema, JsonNode? value, JsonNode? old)
    {
        var errors = ImmutableArray.CreateBuilder<FieldError>();
        errors.AddRange(Check(schema, value, old, "").Errors);
        ListTypes(schema, value, old, "", errors);
        Embedded(schema, value, "", errors);
        return errors.ToImmutable();
    }

    private static SchemaFindings Check(JSONSchemaProps schema, JsonNode? value, JsonNode? old, string path)
    {
        var findings = new SchemaFindings();
        if (old is not null && JsonNode.DeepEquals(value, old))
        {
            return findings;
        }

        if (value is null)
        {
            if (TypesOf(schema) is { Length: > 0 } types && schema.Nullable != true)
            {
                findings.Add(WrongType(path, types, "null"));
            }

            return findings;
        }

        CheckType(schema, value, path, findings);
        CheckJunctors(schema, value, path, findings);
        switch (value)
        {
            case JsonArray list:
                CheckList(schema, list, old as JsonArray, path, findings);
                break;
            case JsonObject members:
                CheckObject(schema, members, old as JsonObject, path, findings);
                break;
            case JsonValue scalar when scalar.GetValueKind() == JsonValueKind.String:
                CheckText(schema, scalar.GetValue<string>(), path, findings);
                break;
            case JsonValue scalar when scalar.GetValueKind() == JsonValueKind.Number:
                CheckNumber(schema, scalar, path, findings);
                break;
            default: // true and false have no rules of their own
                break;
        }

        if (!schema.Enum.IsEmpty)
        {
            findings.Expect(schema.Enum.Any(e => JsonNode.DeepEquals(JsonNode.Parse(e.GetRawText()), value)), () => NotInEnum(schema, value, path));
        }

        return findings;
    }

    private static void CheckType(JSONSchemaProps schema, JsonNode value, string path, SchemaFindings findings)
    {
        var types = TypesOf(schema);
        if (types.Length == 0)
        {
            return;
        }

        var (type, format) = TypeOf(value);
        var fits = types.Split(',').Contains(type)
            || (type == "number" && types.Contains("integer", StringComparison.Ordinal) && SchemaNumber.IsWhole((JsonValue)value))
            || (type == "integer" && types.Contains("number", StringComparison.Ordinal));
        var formatted = schema.Format is { Length: > 0 } && type is not ("string" or "array");
        findings.Expect(fits, () => formatted ? WrongType(path, schema.Format!, format) : WrongType(path, types, type));
    }

    private static void CheckText(JSONSchemaProps schema, string text, string path, SchemaFindings findings)
    {
        var length = text.EnumerateRunes().Count();
        if (schema.MaxLength is { } most)
        {
            findings.Expect(length <= most, () => new(path, FieldErrorType.TooLong, null, $"may not be more than {most} bytes"));
        }

        if (schema.MinLength is { } fewest)
        {
            findings.Expect(length >= fewest, () => Invalid(path, Quote(text), $"should be at least {fewest} chars long"));
        }

        if (schema.Pattern is { Length: > 0 } pattern)
        {
            findings.Expect(SchemaPattern.IsMatch(pattern, text), () => Invalid(path, Quote(text), $"should match '{pattern}'"));
        }

        if (schema.Format is { Length: > 0 } format)
        {
            findings.Expect(SchemaFormats.Fits(format, text), () => WrongType(path, format, text));
        }
    }

    private static void CheckNumber(JSONSchemaProps schema, JsonValue number, string path, SchemaFindings findings)
    {
        var value = SchemaNumber.Value(number);
        var shown = number.ToJsonString();
        if (schema.MultipleOf is { } factor)
        {
            findings.Expect(SchemaNumber.IsMultiple(value, factor), () => Invalid(path, shown, $"should be a multiple of {SchemaNumber.Text(factor)}"));
        }

        if (schema.Maximum is { } maximum)
        {
            var exclusive = schema.ExclusiveMaximum == true;
            findings.Expect(exclusive ? value < maximum : value <= maximum, () => Invalid(path, shown, $"should be less than {(exclusive ? "" : "or equal to ")}{SchemaNumber.Text(maximum)}"));
        }

        if (schema.Minimum is { } minimum)
        {
            var exclusive = schema.ExclusiveMinimum == true;
            findings.Expect(exclusive ? value > minimum : value >= minimum, () => Invalid(path, shown, $"should be greater than {(exclusive ? "" : "or equal to ")}{SchemaNumber.Text(minimum)}"));
        }
    }

    private static void CheckList(JSONSchemaProps schema, JsonArray list, JsonArray? old, string path, SchemaFindings findings)
    {
        if (schema.Items is { } items)
        {
            for (var i = 0; i < list.Count; i++)
            {
                findings.Merge(Check(items, list[i], OldItem(schema, list[i], old), SchemaPath.Item(path, i)));
            }
        }

        if (schema.MinItems is { } fewest)
        {
            findings.Expect(list.Count >= fewest, () => Invalid(path, Shown(list.Count), $"should have at least {fewest} items"));
        }

        if (schema.MaxItems is { } most)
        {
            findings.Expect(list.Count <= most, () => new(path, FieldErrorType.TooMany, Shown(list.Count), $"must have at most {most} items"));
        }
    }

    private static void CheckObject(JSONSchemaProps schema, JsonObject members, JsonObject? old, string path, SchemaFindings findings)
    {
        if (schema.MinProperties is { } fewest && members.Count < fewest)
        {
            findings.Add(Invalid(path, Shown(fewest), $"should have at least {fewest} properties"));
            return;
        }

        if (schema.MaxProperties is { } most && members.Count > most)
        {
            findings.Add(new(path, FieldErrorType.TooMany, Shown(members.Count), $"must have at most {most} items"));
            return;
        }

        foreach (var (name, value) in members.OrderBy(m => m.Key, StringComparer.Ordinal))
        {
            if (schema.Properties?.GetValueOrDefault(name) is { } property)
            {
                findings.Merge(Check(property, value, old?[name], SchemaPath.Field(path, name)));
            }
            else if (schema.AdditionalProperties is { Schema: { } element })
            {
                findings.Merge(Check(element, value, old?[name], SchemaPath.Field(path, name)));
            }
            else if (schema.AdditionalProperties is { Allows: false })
            {
                findings.Add(new(path, FieldErrorType.Invalid, Quote(name), $"{path}.{name} in body is a forbidden property"));
            }
        }

        foreach (var name in schema.Required)
        {
            findings.Expect(members.ContainsKey(name), () => new(SchemaPath.Field(path, name), FieldErrorType.Required, null, ""));
        }
    }

    /// <summary>The item that was there under the same keys, where a list has keys.</summary>
    private static JsonNode? OldItem(JSONSchemaProps schema, JsonNode? item, JsonArray? old) =>
        old is not null && schema.XListType == "map" ? old.FirstOrDefault(o => KeyOf(schema, o) is { } key && key == KeyOf(schema, item)) : null;

    /// <summary>The types a value may have, comma separated; empty when any will do.</summary>
    private static string TypesOf(JSONSchemaProps schema) => schema.XIntOrString == true ? "integer,string" : schema.Type ?? "";

    private static (string Type, string Format) TypeOf(JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.Object => ("object", ""),
        JsonValueKind.Array => ("array", ""),
        JsonValueKind.String => ("string", ""),
        JsonValueKind.Number => SchemaNumber.IsWrittenWhole((JsonValue)value) ? ("integer", "int64") : ("number", "double"),
        JsonValueKind.True or JsonValueKind.False => ("boolean", ""),
        JsonValueKind.Null or JsonValueKind.Undefined => ("null", ""),
    };

    private static FieldError WrongType(string path, string expected, string found) =>
        new(path, FieldErrorType.TypeInvalid, Quote(found), $"{path} in body must be of type {expected}: {Quote(found)}");

    private static FieldError Invalid(string path, string shown, string rule) => new(path, FieldErrorType.Invalid, shown, $"{path} in body {rule}");

    private static FieldError NotInEnum(JSONSchemaProps schema, JsonNode value, string path)
    {
        var shown = value.GetValueKind() == JsonValueKind.String ? Quote(value.GetValue<string>()) : value.ToJsonString();
        var allowed = schema.Enum.Select(e => Quote(e.ValueKind == JsonValueKind.String ? e.GetString()! : e.GetRawText()));
        return new(path, FieldErrorType.NotSupported, shown, "supported values: " + string.Join(", ", allowed));
    }

    private static string Quote(string text) => FieldErrors.Quote(text);

    private static string Shown(long number) => number.ToString(CultureInfo.InvariantCulture);
}
