using System.Text.Json.Nodes;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Commands.Create;

/// <summary><c>create priorityclass</c>.</summary>
internal sealed class PriorityClassGenerator() : Generator("priorityclass", "Create a priority class with the specified name")
{
    protected override IReadOnlyList<string> OtherNames => ["pc"];

    protected override string Examples => """
          # Pods that matter more than others
          localpods create priorityclass high --value=1000 --description="for what customers see"

          # The class of pods that name none
          localpods create priorityclass usual --value=10 --global-default=true
        """;

    protected override IReadOnlyList<Flag> Flags =>
    [
        Flag.Number("value", "The priority; higher is more important", 0),
        Flag.Switch("global-default", "Whether pods that name no class get this one"),
        Flag.Text("description", "When to use it"),
        Flag.Text("preemption-policy", "Whether its pods may push out others: PreemptLowerPriority or Never", otherwise: "PreemptLowerPriority"),
    ];

    protected override ResourceType Type { get; } = new("scheduling.k8s.io", "v1", "priorityclasses", "priorityclass", "PriorityClass", Namespaced: false, ["pc"]);

    protected override string? Failing => "failed to create priorityclass:";

    protected override JsonObject Build(Invocation invocation)
    {
        var flags = invocation.Flags;
        var built = Bare(NameOf(invocation));
        if (flags.Text("description") is { Length: > 0 } description)
        {
            built["description"] = description;
        }

        if (flags.On("global-default"))
        {
            built["globalDefault"] = true;
        }

        built["preemptionPolicy"] = flags.Text("preemption-policy");
        built["value"] = flags.Number("value");
        return built;
    }
}
