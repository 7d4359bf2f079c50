using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using LocalPods.Api.ApiExtensions;
using LocalPods.Api.Validation;

namespace LocalPods.Api.Schemas;

public static partial class SchemaValidator
{
    private static void CheckJunctors(JSONSchemaProps schema, JsonNode value, string path, SchemaFindings findings)
    {
        if (!schema.AnyOf.IsEmpty)
        {
            var tried = Try(schema.AnyOf, value, path);
            if (tried.Valid == 0)
            {
                findings.Add(Whole($"{Quote(path)} must validate at least one schema (anyOf)"));
                findings.Merge(tried.Best!);
            }
        }

        if (!schema.OneOf.IsEmpty)
        {
            var tried = Try(schema.OneOf, value, path);
            if (tried.Valid != 1)
            {
                var count = tried.Valid == 0 ? "Found none valid" : string.Create(CultureInfo.InvariantCulture, $"Found {tried.Valid} valid alternatives");
                findings.Add(Whole($"{Quote(path)} must validate one and only one schema (oneOf). {count}"));
                if (tried is { Valid: 0, Best: { } best })
                {
                    findings.Merge(best);
                }
            }
        }

        if (!schema.AllOf.IsEmpty)
        {
            var all = schema.AllOf.Select(s => Check(s, value, null, path)).ToList();
            all.ForEach(findings.Merge);
            if (all.Exists(f => !f.IsValid))
            {
                findings.Add(Whole($"{Quote(path)} must validate all the schemas (allOf){(all.TrueForAll(f => !f.IsValid) ? ". None validated" : "")}"));
            }
        }

        if (schema.Not is { } not && Check(not, value, null, path).IsValid)
        {
            findings.Add(Whole($"{Quote(path)} must not validate the schema (not)"));
        }
    }

    /// <summary>How many of several schemas fit, and what is wrong by the one that fits best when none does.</summary>
    private static (int Valid, SchemaFindings? Best) Try(ImmutableArray<JSONSchemaProps> schemas, JsonNode value, string path)
    {
        var (valid, best) = (0, (SchemaFindings?)null);
        foreach (var findings in schemas.Select(s => Check(s, value, null, path)))
        {
            if (findings.IsValid)
            {
                valid++;
            }
            else if (best is null || findings.Passed > best.Passed)
            {
                best = findings;
            }
        }

        return (valid, best);
    }

    // Such faults name the place in their text: they belong to no field.
    private static FieldError Whole(string text) => new(NoField, FieldErrorType.Invalid, Quote(""), text);
}
