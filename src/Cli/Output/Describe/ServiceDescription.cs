using System.Text.Json;
using LocalPods.Api.Core;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Output.Describe;

/// <summary>A service as <c>describe service</c> prints it.</summary>
internal static class ServiceDescription
{
    /// <param name="service">The service.</param>
    /// <param name="slices">Its EndpointSlices; null where the server has none of the kind.</param>
    /// <param name="events">Null leaves them out.</param>
    /// <param name="clock">For ages.</param>
    public static string Write(JsonElement service, IReadOnlyList<JsonElement>? slices, IReadOnlyList<JsonElement>? events, TimeProvider clock)
    {
        var to = new DescriptionWriter(clock);
        var spec = service.Field("spec");
        MetadataDescription.WriteNamed(to, service.Field("metadata"));
        to.Field(0, "Selector", Or(string.Join(',', spec.Field("selector").Sorted().Select(l => $"{l.Name}={l.Value.Text()}")), "<none>"));
        to.Field(0, "Type", spec.Text("type"));
        to.OptionalField(0, "IP Family Policy", spec.Text("ipFamilyPolicy"));
        to.OptionalField(0, "IP Families", Joined(spec.Field("ipFamilies")));
        to.Field(0, "IP", spec.Text("clusterIP"));
        to.OptionalField(0, "IPs", Joined(spec.Field("clusterIPs")));
        to.OptionalField(0, "External IPs", Joined(spec.Field("externalIPs")));
        to.OptionalField(0, "Desired LoadBalancer IP", spec.Text("loadBalancerIP"));
        to.OptionalField(0, "External Name", spec.Text("externalName"));
        to.OptionalField(0, "LoadBalancer Ingress", string.Join(", ", service.Field("status").Field("loadBalancer").Field("ingress").Items().Select(Ingress)));
        foreach (var port in spec.Field("ports").Items())
        {
            WritePort(to, port, slices);
        }

        to.Field(0, "Session Affinity", spec.Text("sessionAffinity"));
        to.OptionalField(0, "External Traffic Policy", spec.Text("externalTrafficPolicy"));
        to.OptionalField(0, "Internal Traffic Policy", spec.Text("internalTrafficPolicy"));
        to.OptionalField(0, "HealthCheck NodePort", spec.Text("healthCheckNodePort") is var check && check == "0" ? "" : check);
        to.OptionalField(0, "LoadBalancer Source Ranges", string.Join(',', spec.Field("loadBalancerSourceRanges").Items().Select(r => r.Text())));
        if (events is not null)
        {
            EventDescription.Write(to, events);
        }

        return to.ToString();
    }

    private static void WritePort(DescriptionWriter to, JsonElement port, IReadOnlyList<JsonElement>? slices)
    {
        var (name, protocol) = (Or(port.Text("name"), "<unset>"), Or(port.Text("protocol"), Protocols.Tcp));
        to.Line(0, "Port:", name, $"{port.Text("port")}/{protocol}");
        to.Field(0, "TargetPort", $"{Or(port.Text("targetPort"), port.Text("port"))}/{protocol}");
        if (port.Text("nodePort") is { Length: > 0 } node && node != "0")
        {
            to.Line(0, "NodePort:", name, $"{node}/{protocol}");
        }

        to.Field(0, "Endpoints", Endpoints(slices ?? [], port.Text("name")));
    }

    private static string Endpoints(IReadOnlyList<JsonElement> slices, string portName)
    {
        const int Most = 3;
        var all = slices
            .SelectMany(s => s.Field("ports").Items().Where(p => p.Text("name") == portName).SelectMany(p => s.Field("endpoints").Items().Where(IsReady).Select(e => (Port: p, Endpoint: e))))
            .SelectMany(f => f.Endpoint.Field("addresses").Items().Select(a => a.Text() is var address && address.Contains(':', StringComparison.Ordinal) ? $"[{address}]:{f.Port.Text("port")}" : $"{address}:{f.Port.Text("port")}"))
            .ToList();
        return string.Join(',', all.Take(Most)) + (all.Count > Most ? $" + {all.Count - Most} more..." : "");
    }

    private static bool IsReady(JsonElement endpoint) => !endpoint.Field("conditions").Field("ready").Exists() || endpoint.Field("conditions").Field("ready").IsTrue();

    private static string Ingress(JsonElement ingress) => Or(ingress.Text("ip"), ingress.Text("hostname"));

    private static string Joined(JsonElement texts) => string.Join(',', texts.Items().Select(t => t.Text()));

    private static string Or(string text, string otherwise) => text.Length > 0 ? text : otherwise;
}
