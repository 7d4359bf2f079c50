using System.Globalization;
using LocalPods.Api.Meta;

namespace LocalPods.Orchestrator.Server.Verbs;

/// <summary>Which list options go together (spec: api 8, 9).</summary>
internal static class ListRules
{
    private const string OptionsKind = "ListOptions.meta.k8s.io";

    /// <summary>Refuses options that do not go together.</summary>
    /// <exception cref="ApiException">422, or 400 for a bad combination with <c>continue</c>.</exception>
    public static void Check(ListOptions options, bool watch)
    {
        List<StatusCause> causes = [];
        var match = options.ResourceVersionMatch;
        if (watch)
        {
            CheckWatch(options, causes);
        }
        else
        {
            if (options.SendInitialEvents is not null)
            {
                causes.Add(Forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list"));
            }

            if (match is not null && options.ResourceVersion is null)
            {
                causes.Add(Forbidden("resourceVersionMatch", "resourceVersionMatch is forbidden unless resourceVersion is provided"));
            }

            if (match is not null && options.Continue is not null)
            {
                causes.Add(Forbidden("resourceVersionMatch", "resourceVersionMatch is forbidden when continue is provided"));
            }

            if (match == "Exact" && options.ResourceVersion == "0")
            {
                causes.Add(Forbidden("resourceVersionMatch", "resourceVersionMatch \"Exact\" is forbidden for resourceVersion \"0\""));
            }
        }

        if (match is not (null or "Exact" or "NotOlderThan"))
        {
            causes.Add(Requests.WriteOptions.NotSupported("resourceVersionMatch", $"\"{match}\"", "\"Exact\", \"NotOlderThan\", \"\""));
        }

        if (causes.Count > 0)
        {
            throw ApiErrors.Invalid(OptionsKind, "", [.. causes]);
        }

        if (!watch && options is { Continue: not null, ResourceVersion: not null and not "0" })
        {
            throw ApiErrors.BadRequest("specifying resource version is not allowed when using continue");
        }
    }

    /// <summary>Null when it is not given.</summary>
    /// <exception cref="ApiException">400: not a number.</exception>
    public static long? Revision(ListOptions options) =>
        options.ResourceVersion is not { } text ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var revision) ? revision
        : throw ApiErrors.BadRequest($"invalid resource version: strconv.ParseUint: parsing \"{text}\": invalid syntax");

    private static void CheckWatch(ListOptions options, List<StatusCause> causes)
    {
        if (options.SendInitialEvents is null && options.ResourceVersionMatch is not null)
        {
            causes.Add(Forbidden("resourceVersionMatch", "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"));
        }

        if (options.SendInitialEvents is not null && options.ResourceVersionMatch != "NotOlderThan")
        {
            causes.Add(Forbidden("resourceVersionMatch", "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"));
        }
    }

    private static StatusCause Forbidden(string field, string text) => new() { Reason = "FieldValueForbidden", Field = field, Message = $"Forbidden: {text}" };
}
