using System.Text.Json.Nodes;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Commands.Create;

/// <summary><c>create serviceaccount</c>.</summary>
internal sealed class ServiceAccountGenerator() : Generator("serviceaccount", "Create a service account with the specified name")
{
    protected override IReadOnlyList<string> OtherNames => ["sa"];

    protected override string Examples => """
          # An identity for a program
          localpods create serviceaccount robot
        """;

    protected override ResourceType Type => ResourceCatalog.ServiceAccounts;

    protected override string? Failing => "failed to create serviceaccount:";

    protected override JsonObject Build(Invocation invocation) => Bare(NameOf(invocation));
}
