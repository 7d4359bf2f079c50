using System.Text.Json.Nodes;
using LocalPods.Api.Quantities;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Commands.Create;

/// <summary><c>create quota</c>.</summary>
internal sealed class QuotaGenerator() : Generator("quota", "Create a quota with the specified name")
{
    protected override IReadOnlyList<string> OtherNames => ["resourcequota"];

    protected override string Examples => """
          # What all pods of a namespace together may use
          localpods create quota small --hard=pods=10,requests.cpu=2,limits.memory=4Gi

          # For some of its pods only
          localpods create quota spare --hard=pods=2 --scopes=BestEffort
        """;

    protected override IReadOnlyList<Flag> Flags =>
    [
        Flag.Text("hard", "The amounts, RESOURCE=AMOUNT with commas between"),
        Flag.Text("scopes", "Which pods are counted, with commas between"),
    ];

    protected override ResourceType Type { get; } = new("", "v1", "resourcequotas", "resourcequota", "ResourceQuota", Namespaced: true, ["quota"]);

    protected override string? Failing => "failed to create quota:";

    protected override JsonObject Build(Invocation invocation)
    {
        var built = Bare(NameOf(invocation));
        var spec = new JsonObject();
        if (invocation.Flags.Text("hard") is { Length: > 0 } amounts)
        {
            var hard = new JsonObject();
            foreach (var amount in amounts.Split(','))
            {
                var parts = amount.Split('=');
                hard[parts[0]] = parts.Length != 2 ? throw CommandException.Error($"invalid argument syntax {amount}, expected <resource>=<value>")
                    : Quantity.TryParse(parts[1], out _) ? parts[1]
                    : throw CommandException.Error(Quantity.Malformed);
            }

            spec["hard"] = hard;
        }

        if (invocation.Flags.Text("scopes") is { Length: > 0 } scopes)
        {
            spec["scopes"] = new JsonArray([.. scopes.Split(',').Select(s => s.Length > 0
                ? (JsonNode)s
                : throw CommandException.Error($"invalid resource quota scope \"{s}\""))]);
        }

        built["spec"] = spec;
        built["status"] = new JsonObject();
        return built;
    }
}
