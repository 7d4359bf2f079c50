using System.Text.Json;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Output.Describe;

/// <summary>A priority class as <c>describe priorityclass</c> prints it.</summary>
internal static class PriorityClassDescription
{
    public static string Write(JsonElement priority, IReadOnlyList<JsonElement>? events, TimeProvider clock)
    {
        var to = new DescriptionWriter(clock);
        to.Field(0, "Name", priority.Field("metadata").Text("name"));
        to.Field(0, "Value", priority.Text("value"));
        to.Field(0, "GlobalDefault", priority.Field("globalDefault").IsTrue() ? "true" : "false");
        to.Field(0, "PreemptionPolicy", priority.Text("preemptionPolicy"));
        to.Field(0, "Description", priority.Text("description"));
        var annotations = string.Join(',', priority.Field("metadata").Field("annotations").Sorted().Select(a => $"{a.Name}={a.Value.Text()}"));
        to.Field(0, "Annotations", annotations.Length > 0 ? annotations : "<none>");
        if (events is not null)
        {
            EventDescription.Write(to, events);
        }

        return to.ToString();
    }
}
