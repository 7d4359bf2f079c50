using System.Text.Json.Nodes;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Commands.Create;

/// <summary><c>create namespace</c>.</summary>
internal sealed class NamespaceGenerator() : Generator("namespace", "Create a namespace with the specified name")
{
    protected override IReadOnlyList<string> OtherNames => ["ns"];

    protected override string Examples => """
          # A namespace
          localpods create namespace shop
        """;

    protected override ResourceType Type => ResourceCatalog.Namespaces;

    protected override JsonObject Build(Invocation invocation)
    {
        var built = Bare(NameOf(invocation));
        built["spec"] = new JsonObject();
        built["status"] = new JsonObject();
        return built;
    }
}
