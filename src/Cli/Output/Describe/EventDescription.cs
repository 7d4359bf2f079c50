using System.Text.Json;
using LocalPods.Api.Durations;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Output.Describe;

/// <summary>The events at the end of a description, the oldest first.</summary>
internal static class EventDescription
{
    public static void Write(DescriptionWriter to, IReadOnlyList<JsonElement> events)
    {
        if (events.Count == 0)
        {
            to.Field(0, "Events", "<none>");
            return;
        }

        to.Heading(0, "Events:");
        to.Line(1, "Type", "Reason", "Age", "From", "Message");
        to.Line(1, "----", "------", "----", "----", "-------");
        foreach (var note in events.OrderBy(Last))
        {
            var field = note.Field("involvedObject", "fieldPath").Text();
            var source = note.Field("source", "component").Text() is { Length: > 0 } component ? component : note.Text("reportingComponent");
            to.Line(1, note.Text("type"), note.Text("reason"), Age(note, to.Now), source, (field.Length > 0 ? field + ": " : "") + note.Text("message").Trim());
        }
    }

    private static DateTimeOffset? Last(JsonElement note) =>
        note.Field("series", "lastObservedTime").Time() ?? note.Field("lastTimestamp").Time() ?? First(note);

    private static DateTimeOffset? First(JsonElement note) => note.Field("firstTimestamp").Time() ?? note.Field("eventTime").Time();

    private static string Age(JsonElement note, DateTimeOffset now)
    {
        var last = ResourceAge.Since(Last(note), now);
        var count = note.Field("series", "count").Number() ?? note.Field("count").Number() ?? 1;
        return count > 1 ? $"{last} (x{count} over {ResourceAge.Since(First(note), now)})" : last;
    }
}
