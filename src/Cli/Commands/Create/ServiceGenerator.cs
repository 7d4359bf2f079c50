using System.Globalization;
using System.Text.Json.Nodes;
using LocalPods.Api.Core;
using LocalPods.Api.Names;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Commands.Create;

/// <summary><c>create service</c>, whose own verbs make services of one type each.</summary>
/// <param name="verb">After <c>create service</c>.</param>
/// <param name="type">Of the service.</param>
/// <param name="summary">One line for the list of verbs.</param>
/// <param name="example">A command line.</param>
/// <param name="own">Flags besides <c>--tcp</c>.</param>
internal sealed class ServiceGenerator(string verb, string type, string summary, string example, params Flag[] own) : Generator("service " + verb, summary)
{
    /// <summary>The verb above them.</summary>
    public static Command Parent { get; } = CommandGroup.Of(
        "create service",
        "Create a service using a specified subcommand",
        """
          # An address inside
          localpods create service clusterip web --tcp=80:8080
        """,
    [
        new ServiceGenerator(
            "clusterip", ServiceTypes.ClusterIP, "Create a ClusterIP service", "clusterip web --tcp=80:8080",
            Flag.Text("clusterip", "Its address; None for a headless service")).Definition,
        new ServiceGenerator(
            "externalname", ServiceTypes.ExternalName, "Create an ExternalName service", "externalname db --external-name db.example",
            Flag.Text("external-name", "The DNS name it stands for")).Definition,
        new ServiceGenerator("loadbalancer", ServiceTypes.LoadBalancer, "Create a LoadBalancer service", "loadbalancer web --tcp=80:8080").Definition,
        new ServiceGenerator(
            "nodeport", ServiceTypes.NodePort, "Create a NodePort service", "nodeport web --tcp=80:8080",
            Flag.Number("node-port", "Port on the node; 0 for a free one", 0)).Definition,
    ]) with { OtherNames = ["svc"] };

    protected override string Examples => $"""
          # A service of type {type}
          localpods create service {example}
        """;

    protected override IReadOnlyList<Flag> Flags => [Flag.Texts("tcp", "A port, PORT or PORT:TARGETPORT"), .. own];

    protected override ResourceType Type => ResourceCatalog.Services;

    protected override string? Failing => $"failed to create {type} service:";

    protected override JsonObject Build(Invocation invocation)
    {
        var (name, flags) = (NameOf(invocation), invocation.Flags);
        var address = type == ServiceTypes.ClusterIP ? flags.Text("clusterip") : "";
        var ports = flags.Texts("tcp").Select(Port).ToArray();
        if (ports.Length == 0 && address != ServiceTypes.NoClusterIP && type != ServiceTypes.ExternalName)
        {
            throw CommandException.Error("at least one tcp port specifier must be provided");
        }

        var spec = new JsonObject();
        if (address.Length > 0)
        {
            spec["clusterIP"] = address;
        }

        if (type == ServiceTypes.ExternalName)
        {
            spec["externalName"] = flags.Text("external-name");
        }

        if (ports.Length > 0)
        {
            foreach (var port in ports.Where(_ => type == ServiceTypes.NodePort && flags.Number("node-port") > 0))
            {
                port["nodePort"] = flags.Number("node-port");
            }

            spec["ports"] = new JsonArray([.. ports]);
        }

        spec["selector"] = new JsonObject { ["app"] = name };
        spec["type"] = type;
        var built = Bare(name);
        built["metadata"]!["labels"] = new JsonObject { ["app"] = name };
        built["spec"] = spec;
        built["status"] = new JsonObject { ["loadBalancer"] = new JsonObject() };
        return built;
    }

    private static JsonObject Port(string text)
    {
        var parts = text.Split(':');
        var port = Number(parts[0]);
        JsonNode target = port;
        if (parts.Length > 1)
        {
            target = int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out _) ? Number(parts[1]) : Name(parts[1]);
        }

        return new JsonObject
        {
            ["name"] = text.Replace(':', '-'),
            ["port"] = port,
            ["protocol"] = Protocols.Tcp,
            ["targetPort"] = target,
        };
    }

    private static int Number(string text)
    {
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            throw CommandException.Error($"strconv.ParseUint: parsing \"{text}\": invalid syntax");
        }

        return ValidNames.PortNumber(number) is [var fault, ..] ? throw CommandException.Error(fault) : number;
    }

    private static string Name(string text) => ValidNames.PortName(text) is { IsEmpty: false } faults ? throw CommandException.Error(string.Join(',', faults)) : text;
}
