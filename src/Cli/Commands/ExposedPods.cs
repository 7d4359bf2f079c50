using System.Text.Json;
using System.Text.Json.Nodes;
using LocalPods.Api.Core;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Commands;

/// <summary>The pods of an object, as a service for them needs to know them.</summary>
/// <param name="Selector">Their labels; refused where they cannot be told by labels alone.</param>
/// <param name="Ports">What their containers, or the service, listen on.</param>
internal sealed record ExposedPods(Func<JsonObject> Selector, IReadOnlyList<ExposedPods.Port> Ports)
{
    /// <summary>A port that pods listen on.</summary>
    internal sealed record Port(int Number, string Protocol);

    /// <exception cref="CommandException">Objects of the type have no pods.</exception>
    public static ExposedPods Of(ResourceType type, JsonElement live)
    {
        var spec = live.Field("spec");
        return type.Kind switch
        {
            "Pod" => new(() => Labels(live.Field("metadata").Field("labels"), "the pod has no labels and cannot be exposed"), ContainerPorts(spec)),
            "Service" => new(() => Labels(spec.Field("selector"), "the service has no pod selector set"), [.. spec.Field("ports").Items().Select(p => Read(p, "port"))]),
            "ReplicationController" => new(() => Labels(spec.Field("selector"), "invalid replication controller: no selectors, therefore cannot be exposed"), TemplatePorts(spec)),
            "Deployment" or "ReplicaSet" => new(() => Matching(type, spec.Field("selector")), TemplatePorts(spec)),
            _ => throw CommandException.Error($"cannot expose a {(type.Group.Length > 0 ? $"{type.Kind}.{type.Group}" : type.Kind)}"),
        };
    }

    private static JsonObject Matching(ResourceType type, JsonElement selector)
    {
        if (selector.Field("matchExpressions").Items().Any())
        {
            throw Refused($"couldn't convert expressions - \"{selector.Field("matchExpressions").GetRawText()}\" to map-based selector format");
        }

        return Labels(selector.Field("matchLabels"), $"invalid {type.Singular}: no selectors, therefore cannot be exposed");
    }

    private static JsonObject Labels(JsonElement labels, string none) =>
        labels.ValueKind == JsonValueKind.Object && labels.EnumerateObject().Any() ? JsonObject.Create(labels)! : throw Refused(none);

    private static UsageException Refused(string why) => new($"couldn't retrieve selectors via --selector flag or introspection: {why}") { Understood = true };

    private static Port[] TemplatePorts(JsonElement spec) => ContainerPorts(spec.Field("template").Field("spec"));

    private static Port[] ContainerPorts(JsonElement podSpec) =>
        [.. podSpec.Field("containers").Items().SelectMany(c => c.Field("ports").Items()).Select(p => Read(p, "containerPort"))];

    private static Port Read(JsonElement port, string number) =>
        new((int)(port.Field(number).Number() ?? 0), port.Text("protocol") is { Length: > 0 } protocol ? protocol : Protocols.Tcp);
}
