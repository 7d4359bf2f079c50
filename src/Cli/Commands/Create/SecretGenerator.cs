using System.Text.Json.Nodes;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Commands.Create;

/// <summary><c>create secret</c>, whose own verbs make secrets of one type each.</summary>
internal abstract class SecretGenerator(string name, string summary) : Generator("secret " + name, summary)
{
    /// <summary>The verb above them.</summary>
    public static Command Parent { get; } = CommandGroup.Of(
        "create secret",
        "Create a secret using a specified subcommand",
        """
          # A password
          localpods create secret generic login --from-literal=password=secret
        """,
        [new GenericSecretGenerator().Definition, new DockerRegistryGenerator().Definition, new TlsSecretGenerator().Definition]);

    protected override ResourceType Type => ResourceCatalog.Secrets;

    protected override string? Failing => "failed to create secret";

    protected JsonObject Secret(string objectName, string type, IEnumerable<KeyValuePair<string, byte[]>> data)
    {
        var built = Bare(objectName);
        var values = new JsonObject(data.Select(d => KeyValuePair.Create(d.Key, (JsonNode?)Convert.ToBase64String(d.Value))));
        if (values.Count > 0)
        {
            built["data"] = values;
        }

        if (type.Length > 0)
        {
            built["type"] = type;
        }

        return built;
    }

    protected static DataFlags NewDataFlags() => new(new DataWords(
        (key, why) => $"\"{key}\" is not valid key name for a Secret {why}",
        key => $"cannot add key {key}, another key by that name already exists"));
}
