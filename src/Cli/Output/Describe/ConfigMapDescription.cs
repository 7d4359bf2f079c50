using System.Text.Json;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Output.Describe;

/// <summary>A config map as <c>describe configmap</c> prints it.</summary>
internal static class ConfigMapDescription
{
    public static string Write(JsonElement map, IReadOnlyList<JsonElement>? events, TimeProvider clock)
    {
        var to = new DescriptionWriter(clock);
        MetadataDescription.WriteNamed(to, map.Field("metadata"));
        to.Heading(0, "\nData\n====");
        foreach (var (key, value) in map.Field("data").Sorted())
        {
            to.Heading(0, $"{key}:\n----\n{value.Text()}\n");
        }

        to.Heading(0, "\nBinaryData\n====");
        foreach (var (key, value) in map.Field("binaryData").Sorted())
        {
            to.Heading(0, $"{key}: {SecretDescription.SizeOf(value)} bytes");
        }

        to.Heading(0, "");
        if (events is not null)
        {
            EventDescription.Write(to, events);
        }

        return to.ToString();
    }
}
