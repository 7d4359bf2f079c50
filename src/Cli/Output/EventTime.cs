using System.Text.Json;
using LocalPods.Api.Durations;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Output;

/// <summary>When an event happened, and how often.</summary>
internal static class EventTime
{
    public static DateTimeOffset? Last(JsonElement note) =>
        note.Field("series", "lastObservedTime").Time() ?? note.Field("lastTimestamp").Time() ?? First(note);

    public static DateTimeOffset? First(JsonElement note) => note.Field("firstTimestamp").Time() ?? note.Field("eventTime").Time();

    /// <summary><c>5s</c>, or <c>5s (x3 over 2m)</c> for what happened more than once.</summary>
    public static string Ago(JsonElement note, DateTimeOffset now)
    {
        var last = ResourceAge.Since(Last(note), now);
        var count = note.Field("series", "count").Number() ?? note.Field("count").Number() ?? 1;
        return count > 1 ? $"{last} (x{count} over {ResourceAge.Since(First(note), now)})" : last;
    }
}
