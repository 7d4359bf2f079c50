using System.Text.Json;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Output.Describe;

/// <summary>A namespace as <c>describe namespace</c> prints it.</summary>
internal static class NamespaceDescription
{
    public static string Write(JsonElement ns, TimeProvider clock)
    {
        var to = new DescriptionWriter(clock);
        to.Field(0, "Name", ns.Field("metadata").Text("name"));
        MetadataDescription.WriteLabels(to, ns.Field("metadata"));
        to.Field(0, "Status", ns.Field("status").Text("phase"));
        return to.ToString();
    }
}
