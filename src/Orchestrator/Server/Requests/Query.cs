using System.Globalization;
using LocalPods.Api.Meta;
using Microsoft.AspNetCore.Http;

namespace LocalPods.Orchestrator.Server.Requests;

/// <summary>Reads query parameters as Kubernetes does: unknown ones are ignored, and a flag given without a value is true.</summary>
internal static class Query
{
    public static string? Text(this IQueryCollection query, string name) =>
        query.TryGetValue(name, out var values) && values.Count > 0 && values[0] is { Length: > 0 } text ? text : null;

    public static bool Flag(this IQueryCollection query, string name) => OptionalFlag(query, name) ?? false;

    /// <summary>Null when it is not given.</summary>
    public static bool? OptionalFlag(this IQueryCollection query, string name) =>
        query.TryGetValue(name, out var values) ? !(values.FirstOrDefault()?.ToLowerInvariant() is "false" or "0") : null;

    /// <summary>A whole number; null when it is not given.</summary>
    /// <exception cref="ApiException">400: not a number.</exception>
    public static long? Number(this IQueryCollection query, string name)
    {
        if (query.Text(name) is not { } text)
        {
            return null;
        }

        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
            : throw ApiErrors.BadRequest($"strconv.ParseInt: parsing \"{text}\": {(IsNumber(text) ? "value out of range" : "invalid syntax")}");
    }

    public static ListOptions ListOptions(this IQueryCollection query) => new()
    {
        LabelSelector = query.Text("labelSelector"),
        FieldSelector = query.Text("fieldSelector"),
        Watch = query.Flag("watch"),
        AllowWatchBookmarks = query.Flag("allowWatchBookmarks"),
        ResourceVersion = query.Text("resourceVersion"),
        ResourceVersionMatch = query.Text("resourceVersionMatch"),
        TimeoutSeconds = query.Number("timeoutSeconds"),
        Limit = query.Number("limit"),
        Continue = query.Text("continue"),
        SendInitialEvents = query.OptionalFlag("sendInitialEvents"),
    };

    private static bool IsNumber(string text) => text.TrimStart('-', '+') is { Length: > 0 } digits && digits.All(char.IsAsciiDigit);
}
