using System.Globalization;
using System.Text;
using LocalPods.Api.Meta;
using LocalPods.Api.Serialization;
using LocalPods.Orchestrator.Server.Registry;
using Microsoft.AspNetCore.Http;

namespace LocalPods.Orchestrator.Server.Requests;

/// <summary>How a create, update or patch is meant.</summary>
/// <param name="Origin">Who wants it, and whether it is meant.</param>
/// <param name="FieldValidation">What becomes of fields that the kind does not have.</param>
/// <param name="Force">An apply takes fields from others.</param>
internal sealed record WriteOptions(WriteOrigin Origin, FieldValidation FieldValidation, bool Force)
{
    /// <summary>Kind of the options of patches.</summary>
    public const string PatchOptions = "PatchOptions";

    private const int LongestManager = 128;

    /// <summary>Reads them from the query; the manager of the fields is the client's name when the query names none.</summary>
    /// <param name="request">With parameters <c>dryRun</c>, <c>fieldValidation</c>, <c>fieldManager</c> and <c>force</c>.</param>
    /// <param name="optionsKind">Kind named in errors: <c>CreateOptions</c>, <c>UpdateOptions</c>, <c>PatchOptions</c>.</param>
    /// <param name="applies">Whether it is an apply, which needs a manager.</param>
    /// <exception cref="ApiException">422: a value that is not known; every one at once.</exception>
    public static WriteOptions Read(HttpRequest request, string optionsKind, bool applies = false)
    {
        var query = request.Query;
        List<StatusCause> causes = [];
        var manager = query.Text("fieldManager");
        if (applies && manager is null)
        {
            causes.Add(new() { Reason = "FieldValueRequired", Field = "fieldManager", Message = "Required value: is required for apply patch" });
        }

        if (!applies && optionsKind == PatchOptions && query.ContainsKey("force"))
        {
            causes.Add(new() { Reason = "FieldValueForbidden", Field = "force", Message = "Forbidden: may not be specified for non-apply patch" });
        }

        CheckManager(manager ?? "", causes);
        var dryRun = ReadDryRun([.. query["dryRun"].OfType<string>()], causes);
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

        return causes.Count == 0
            ? new(new(manager ?? ClientName(request.Headers.UserAgent.ToString()), dryRun), validation, query.Flag("force"))
            : throw ApiErrors.Invalid(optionsKind + ".meta.k8s.io", "", [.. causes]);
    }

    private static void CheckManager(string manager, List<StatusCause> causes)
    {
        if (Encoding.UTF8.GetByteCount(manager) > LongestManager)
        {
            causes.Add(new() { Reason = "FieldValueTooLong", Field = "fieldManager", Message = $"Too long: may not be more than {LongestManager} bytes" });
        }

        var at = 0;
        foreach (var rune in manager.EnumerateRunes())
        {
            if (!IsPrintable(rune))
            {
                causes.Add(new()
                {
                    Reason = "FieldValueInvalid",
                    Field = "fieldManager",
                    Message = $"Invalid value: {JsonText.Quoted(manager)}: invalid character U+{rune.Value:X4} (at position {at})",
                });
            }

            at += rune.Utf8SequenceLength;
        }
    }

    // kubectl/v1.33.1 (linux/amd64) kubernetes/8adc0f0
    private static string ClientName(string userAgent)
    {
        var name = new StringBuilder();
        foreach (var rune in userAgent.Split('/')[0].EnumerateRunes())
        {
            if (IsPrintable(rune) && Encoding.UTF8.GetByteCount(name.ToString()) + rune.Utf8SequenceLength <= LongestManager)
            {
                name.Append(rune.ToString());
            }
        }

        return name.ToString();
    }

    private static bool IsPrintable(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.SpaceSeparator
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

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
