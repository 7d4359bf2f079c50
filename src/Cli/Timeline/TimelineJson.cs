using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using LocalPods.Api.History;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Timeline;

/// <summary>A timeline for programs.</summary>
internal static class TimelineJson
{
    public static JsonElement Of(PodTimeline timeline) => JsonElement.Parse(JsonBytes.Of(new JsonObject
    {
        ["namespace"] = timeline.Namespace,
        ["name"] = timeline.Name,
        ["start"] = Time(timeline.Start),
        ["end"] = Time(timeline.End),
        ["durationMs"] = timeline.Duration.TotalMilliseconds,
        ["dropped"] = timeline.Dropped,
        ["lanes"] = new JsonArray([.. timeline.Lanes.Select(Lane)]),
    }));

    private static JsonObject Lane(Lane lane) => new()
    {
        ["name"] = lane.Name,
        ["segments"] = new JsonArray([.. lane.Segments.Select(Segment)]),
        ["marks"] = new JsonArray([.. lane.Marks.Select(m => new JsonObject { ["time"] = Time(m.Time), ["kind"] = m.Kind.ToString(), ["text"] = m.Text })]),
        ["probes"] = new JsonArray([.. lane.Probes.Select(p => new JsonObject { ["type"] = p.Type, ["ticks"] = new JsonArray([.. p.Ticks.Select(Tick)]) })]),
    };

    private static JsonObject Segment(Segment segment) => new()
    {
        ["kind"] = segment.Kind.ToString(),
        ["start"] = Time(segment.Start),
        ["end"] = Time(segment.End),
        ["durationMs"] = segment.Duration.TotalMilliseconds,
        ["attempt"] = segment.Attempt,
    };

    private static JsonObject Tick(HistoryEntry tick) => new()
    {
        ["time"] = Time(tick.Time),
        ["outcome"] = tick.Outcome,
        ["durationMs"] = tick.Duration?.TotalMilliseconds,
        ["detail"] = tick.Detail,
    };

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
}
