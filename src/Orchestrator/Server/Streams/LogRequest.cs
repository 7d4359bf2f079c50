using LocalPods.Api.Meta;
using LocalPods.Orchestrator.Runtime;
using LocalPods.Orchestrator.Server.Requests;
using Microsoft.AspNetCore.Http;

namespace LocalPods.Orchestrator.Server.Streams;

/// <summary>What a client asks of a log.</summary>
/// <param name="Container">Null when it named none.</param>
/// <param name="Previous">The instance before the current one.</param>
/// <param name="Timestamps">Each line begins with its time.</param>
/// <param name="LimitBytes">Null is all.</param>
/// <param name="Options">What the runtime selects.</param>
internal sealed record LogRequest(string? Container, bool Previous, bool Timestamps, long? LimitBytes, LogOptions Options)
{
    /// <summary>Reads it from the query.</summary>
    /// <exception cref="ApiException">400: not a number or time; 422: every value out of range at once.</exception>
    public static LogRequest Read(IQueryCollection query, string podName, DateTimeOffset now)
    {
        List<StatusCause> causes = [];
        var tail = query.Number("tailLines");
        var seconds = query.Number("sinceSeconds");
        var limit = query.Number("limitBytes");
        var time = Time(query.Text("sinceTime"));
        AddIf(causes, tail < 0, "tailLines", tail, "must be greater than or equal to 0");
        AddIf(causes, limit < 1, "limitBytes", limit, "must be greater than 0");
        if (seconds is not null && time is not null)
        {
            causes.Add(new() { Reason = "FieldValueForbidden", Field = "", Message = "Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified" });
        }
        else
        {
            AddIf(causes, seconds < 1, "sinceSeconds", seconds, "must be greater than 0");
        }

        if (causes.Count > 0)
        {
            throw ApiErrors.Invalid("PodLogOptions", podName, [.. causes]);
        }

        var since = seconds is { } ago ? now - TimeSpan.FromSeconds(Math.Min(ago, int.MaxValue)) : time;
        var options = new LogOptions { Follow = query.Flag("follow"), Tail = tail, Since = since };
        return new(query.Text("container"), query.Flag("previous"), query.Flag("timestamps"), limit, options);
    }

    private static void AddIf(List<StatusCause> causes, bool wrong, string field, long? value, string rule)
    {
        if (wrong)
        {
            causes.Add(new() { Reason = "FieldValueInvalid", Field = field, Message = $"Invalid value: {value}: {rule}" });
        }
    }

    private static DateTimeOffset? Time(string? text)
    {
        if (text is null)
        {
            return null;
        }

        return DateTimeOffset.TryParse(
            text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw ApiErrors.BadRequest($"parsing time \"{text}\" as \"2006-01-02T15:04:05Z07:00\": cannot parse it");
    }
}
