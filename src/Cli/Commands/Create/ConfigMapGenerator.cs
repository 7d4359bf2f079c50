using System.Text;
using System.Text.Json.Nodes;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Commands.Create;

/// <summary><c>create configmap</c>.</summary>
internal sealed class ConfigMapGenerator() : Generator("configmap", "Create a config map from a local file, directory or literal value")
{
    protected override IReadOnlyList<string> OtherNames => ["cm"];

    protected override string Examples => """
          # Every file of a folder
          localpods create configmap settings --from-file=conf

          # Single files and values, with keys
          localpods create configmap settings --from-file=app.conf=prod.conf --from-literal=colour=green

          # A file of lines KEY=VALUE
          localpods create configmap settings --from-env-file=.env
        """;

    protected override IReadOnlyList<Flag> Flags => DataFlags.All;

    protected override ResourceType Type => ResourceCatalog.ConfigMaps;

    protected override string? Failing => "failed to create configmap:";

    protected override JsonObject Build(Invocation invocation)
    {
        var name = NameOf(invocation);
        var flags = new DataFlags(new DataWords(
            (key, why) => $"\"{key}\" is not a valid key name for a ConfigMap: {why}",
            key => $"cannot add key \"{key}\", another key by that name already exists in Data for ConfigMap \"{name}\""));
        var (texts, bytes) = (new JsonObject(), new JsonObject());
        foreach (var (key, value) in flags.Read(invocation))
        {
            if (flags.IsText(key))
            {
                texts[key] = Encoding.UTF8.GetString(value);
            }
            else
            {
                bytes[key] = Convert.ToBase64String(value);
            }
        }

        var built = Bare(name);
        foreach (var (field, content) in new[] { ("data", texts), ("binaryData", bytes) })
        {
            if (content.Count > 0)
            {
                built[field] = content;
            }
        }

        return built;
    }
}
