using System.Text.Json;
using LocalPods.Api.Quantities;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Output.Describe;

/// <summary>What a whole pod asks for and may use of one resource.</summary>
/// <param name="Request">Least it needs at any time of its life.</param>
/// <param name="Limit">The sum of limits that are set, or the pod's own; zero without any.</param>
internal readonly record struct PodResources(Quantity Request, Quantity Limit)
{
    public static PodResources Of(JsonElement pod, string resource)
    {
        var spec = pod.Field("spec");
        var overhead = Read(spec.Field("overhead"), resource);
        var limit = Total(spec, "limits", resource);
        return new(Total(spec, "requests", resource) + overhead, limit.IsZero ? limit : limit + overhead);
    }

    public static Quantity Read(JsonElement amounts, string resource) => Quantity.TryParse(amounts.Text(resource), out var amount) ? amount : default;

    // What the pod has as a whole counts before what its containers have. Sidecars stay once started; every other init container runs with
    // the sidecars before it, and with nothing else.
    private static Quantity Total(JsonElement spec, string which, string resource)
    {
        if (Quantity.TryParse(spec.Field("resources", which).Text(resource), out var whole))
        {
            return whole;
        }

        var (sidecars, greatestStart) = (default(Quantity), default(Quantity));
        foreach (var container in spec.Field("initContainers").Items())
        {
            var amount = Amount(container) + sidecars;
            greatestStart = amount > greatestStart ? amount : greatestStart;
            sidecars = container.Text("restartPolicy") == "Always" ? amount : sidecars;
        }

        var running = spec.Field("containers").Items().Select(Amount).Aggregate(default(Quantity), (sum, amount) => sum + amount) + sidecars;
        return greatestStart > running ? greatestStart : running;

        Quantity Amount(JsonElement container) => Read(container.Field("resources", which), resource);
    }
}
