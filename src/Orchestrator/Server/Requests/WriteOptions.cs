using LocalPods.Api.Meta;
using LocalPods.Api.Serialization;
using Microsoft.AspNetCore.Http;

namespace LocalPods.Orchestrator.Server.Requests;

/// <summary>How a create, update or patch is meant.</summary>
/// <param name="DryRun">Check everything, store nothing.</param>
/// <param name="FieldValidation">What becomes of fields that the kind does not have.</param>
internal sealed record WriteOptions(bool DryRun, FieldValidation FieldValidation)
{
    private const string TooLongManager = "may not be more than 128 bytes";

    /// <summary>Reads them from the query.</summary>
    /// <param name="query">Parameters <c>dryRun</c>, <c>fieldValidation</c> and <c>fieldManager</c>.</param>
    /// <param name="optionsKind">Kind named in errors: <c>CreateOptions</c>, <c>UpdateOptions</c>, <c>PatchOptions</c>.</param>
    /// <exception cref="ApiException">422: a value that is not known; every one at once.</exception>
    public static WriteOptions Read(IQueryCollection query, string optionsKind)
    {
        List<StatusCause> causes = [];
        var dryRun = ReadDryRun([.. query["dryRun"].OfType<string>()], causes);
        if (query.Text("fieldManager") is { Length: > 128 } manager)
        {
            causes.Add(new() { Reason = "FieldValueInvalid", Field = "fieldManager", Message = $"Invalid value: \"{manager}\": {TooLongManager}" });
        }

        var validation = FieldValidation.Warn;
        switch (query.Text("fieldValidation"))
        {
            case null or "Warn":
                break;
            case "Ignore":
                validation = FieldValidation.Ignore;
                break;
            case "Strict":
                validation = FieldValidation.Strict;
                break;
            case var other:
                causes.Add(NotSupported("fieldValidation", $"\"{other}\"", "\"\", \"Ignore\", \"Strict\", \"Warn\""));
                break;
        }

        return causes.Count == 0 ? new(dryRun, validation) : throw ApiErrors.Invalid(optionsKind + ".meta.k8s.io", "", [.. causes]);
    }

    /// <summary>True when nothing is to be stored. A value that is not known is added to the causes.</summary>
    public static bool ReadDryRun(ImmutableArray<string> values, ICollection<StatusCause> causes)
    {
        var given = values.Where(v => v.Length > 0).ToList();
        if (given.Exists(v => v != "All"))
        {
            causes.Add(NotSupported("dryRun", $"[]string{{{string.Join(", ", given.Select(v => $"\"{v}\""))}}}", "\"All\""));
        }

        return given.Count > 0;
    }

    public static StatusCause NotSupported(string field, string value, string supported) => new()
    {
        Reason = "FieldValueNotSupported",
        Field = field,
        Message = $"Unsupported value: {value}: supported values: {supported}",
    };
}
