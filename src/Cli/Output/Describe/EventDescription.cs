using System.Text.Json;
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
        foreach (var note in events.OrderBy(EventTime.Last))
        {
            var field = note.Field("involvedObject", "fieldPath").Text();
            var source = note.Field("source", "component").Text() is { Length: > 0 } component ? component : note.Text("reportingComponent");
            to.Line(1, note.Text("type"), note.Text("reason"), EventTime.Ago(note, to.Now), source, (field.Length > 0 ? field + ": " : "") + note.Text("message").Trim());
        }
    }
}
