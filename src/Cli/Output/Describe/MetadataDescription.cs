using System.Text.Json;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Output.Describe;

/// <summary>Labels and annotations, as every description has them near its beginning.</summary>
internal static class MetadataDescription
{
    /// <summary>How most descriptions begin: name and namespace, then labels and annotations.</summary>
    public static void WriteNamed(DescriptionWriter to, JsonElement metadata)
    {
        to.Field(0, "Name", metadata.Text("name"));
        to.Field(0, "Namespace", metadata.Text("namespace"));
        WriteLabels(to, metadata);
    }

    public static void WriteLabels(DescriptionWriter to, JsonElement metadata)
    {
        to.Fields(0, "Labels", [.. metadata.Field("labels").Sorted().Select(l => $"{l.Name}={l.Value.Text()}")]);
        WriteAnnotations(to, metadata.Field("annotations"));
    }

    // Long or many-line annotations go below their key, cut so that a page of JSON does not bury the rest.
    private static void WriteAnnotations(DescriptionWriter to, JsonElement annotations)
    {
        const int Short = 140;
        const int Cut = 138;
        var shown = annotations.Sorted().Where(a => a.Name != "kubectl.kubernetes.io/last-applied-configuration").ToArray();
        if (shown.Length == 0)
        {
            to.Field(0, "Annotations", "<none>");
        }

        for (var i = 0; i < shown.Length; i++)
        {
            var (name, value) = (shown[i].Name, shown[i].Value.Text().TrimEnd('\n'));
            var label = i == 0 ? "Annotations:" : "";
            if (value.Length + name.Length < Short && !value.Contains('\n', StringComparison.Ordinal))
            {
                to.Line(0, label, $"{name}: {value}");
                continue;
            }

            to.Line(0, label, name + ":");
            foreach (var line in value.Split('\n'))
            {
                to.Line(0, "", "  " + (line.Length > Cut ? line[..Cut] + "..." : line));
            }
        }
    }
}
