using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using LocalPods.Api.Core;
using LocalPods.Cli.Apply;
using LocalPods.Cli.Client;
using LocalPods.Cli.Commands.Completion;

namespace LocalPods.Cli.Commands;

/// <summary><c>localpods expose</c>.</summary>
internal static class ExposeCommand
{
    private const int LongestName = 63;

    public static Command Definition { get; } = new("expose", "Take a replication controller, service, deployment or pod and expose it as a new Kubernetes service")
    {
        Usage = "expose (-f FILENAME | TYPE NAME) [--port=port] [--protocol=TCP|UDP|SCTP] [--target-port=number-or-name] [--name=name] [--external-ip=external-ip-of-service] [--type=type]",
        Description = "Make a service for the pods that an object has or selects. Ports that are not given are those of its containers, or of the service.",
        Examples = """
              # A service for a pod, by the pod's labels
              localpods expose pod web --port=80 --target-port=8080

              # Only shown
              localpods expose pod web --port=80 --dry-run=client -o yaml
            """,
        Flags =
        [
            .. FileFlags.All,
            Flag.Text("cluster-ip", "Its address; None for a headless service, a free one if not given"),
            FileFlags.DryRun,
            Flag.Text("external-ip", "A further address, which others bring to the node"),
            Flag.Text("labels", "Labels of the service, KEY=VALUE with commas between; those of the object if not given", 'l'),
            Flag.Text("load-balancer-ip", "Address for the load balancer"),
            Flag.Text("name", "Name of the service; that of the object if not given"),
            ChangePrinter.Output,
            Flag.Text("overrides", "JSON that is merged over the service"),
            Flag.Text("port", "The port of the service"),
            Flag.Text("protocol", "The protocol; that of the containers' ports, or TCP, if not given") with { Values = ["TCP", "UDP", "SCTP"] },
            Flag.Switch("save-config", "Remember the service in itself, for a later apply"),
            Flag.Text("selector", "Labels of the pods, KEY=VALUE with commas between; as the object selects them if not given"),
            Flag.Text("session-affinity", "None or ClientIP") with { Values = ["None", "ClientIP"] },
            Flag.Text("target-port", "The pods' port, by number or name; the same as --port if not given"),
            Flag.Text("type", "ClusterIP, NodePort, LoadBalancer or ExternalName; ClusterIP if not given") with { Values = ["ClusterIP", "NodePort", "LoadBalancer", "ExternalName"] },
        ],
        Completes = CompletedArguments.Objects,
        Run = Run,
    };

    private static int Run(Invocation invocation)
    {
        if (invocation.Arguments.Count == 0 && !invocation.Flags.Given("filename"))
        {
            throw new UsageException(TargetObjects.NothingNamed) { Understood = true };
        }

        var printer = new ChangePrinter(invocation, DryRuns.Read(invocation.Flags));
        var targets = new TargetObjects(invocation, invocation.Arguments) { Selects = false };
        var fine = targets.Visit(target =>
        {
            var service = Service(invocation.Flags, target);
            if (printer.DryRun != DryRun.Client || invocation.Flags.Given("namespace"))
            {
                service["metadata"]!["namespace"] = invocation.Namespace;
            }

            service = invocation.Flags.On("save-config") ? LastApplied.With(service) : service;
            var path = UrlText.WithQuery(ResourceCatalog.Services.Collection(invocation.Namespace), ("dryRun", printer.DryRun.Parameter()), ("fieldManager", "kubectl-expose"));
            var now = printer.DryRun == DryRun.Client ? service : invocation.Api.SendObject("POST", path, service);
            printer.Print($"service/{now["metadata"]?["name"]}", "exposed", now);
        });
        return fine ? ExitCode.Success : ExitCode.Failure;
    }

    private static JsonObject Service(ParsedFlags flags, TargetObject target)
    {
        var live = JsonElement.Parse(JsonBytes.Of(target.Live));
        var exposed = ExposedPods.Of(target.Type, live);
        var name = flags.Text("name") is { Length: > 0 } given ? given : target.Name[..Math.Min(target.Name.Length, LongestName)];
        var spec = new JsonObject { ["selector"] = flags.Text("selector") is { Length: > 0 } selector ? Labels(selector) : exposed.Selector() };
        var ports = Ports(flags, exposed);
        if (ports.Count > 0)
        {
            spec["ports"] = ports;
        }

        Add(spec, "clusterIP", flags.Text("cluster-ip"));
        Add(spec, "loadBalancerIP", flags.Text("load-balancer-ip"));
        Add(spec, "sessionAffinity", flags.Text("session-affinity"));
        Add(spec, "type", flags.Text("type"));
        if (flags.Text("external-ip") is { Length: > 0 } external)
        {
            spec["externalIPs"] = new JsonArray(external);
        }

        var metadata = new JsonObject { ["name"] = name };
        var labels = flags.Text("labels") is { Length: > 0 } asked ? Labels(asked) : target.Live["metadata"]?["labels"]?.DeepClone() as JsonObject;
        if (labels is { Count: > 0 })
        {
            metadata["labels"] = labels;
        }

        var service = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Service",
            ["metadata"] = metadata,
            ["spec"] = spec,
            ["status"] = new JsonObject { ["loadBalancer"] = new JsonObject() },
        };
        return flags.Text("overrides") is { Length: > 0 } overrides ? Patching.Overridden(service, overrides) : service;
    }

    private static JsonArray Ports(ParsedFlags flags, ExposedPods exposed)
    {
        var headless = flags.Text("cluster-ip") == ServiceTypes.NoClusterIP;
        var numbers = flags.Text("port") is { Length: > 0 } given ? given.Split(',') : [.. exposed.Ports.Select(p => p.Number.ToString(CultureInfo.InvariantCulture))];
        if (numbers.Length == 0 && !headless)
        {
            throw new UsageException("couldn't find port via --port flag or introspection") { Understood = true };
        }

        var ports = new JsonArray();
        foreach (var text in numbers)
        {
            var number = int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var read)
                ? read : throw CommandException.Error($"strconv.Atoi: parsing \"{text}\": invalid syntax");
            var protocol = flags.Text("protocol") is { Length: > 0 } asked ? asked : exposed.Ports.FirstOrDefault(p => p.Number == number)?.Protocol ?? Protocols.Tcp;
            var port = new JsonObject { ["port"] = number, ["protocol"] = protocol, ["targetPort"] = Target(flags.Text("target-port"), number) };
            if (numbers.Length > 1)
            {
                port["name"] = string.Create(CultureInfo.InvariantCulture, $"port-{ports.Count + 1}");
            }

            ports.Add(port);
        }

        return ports;
    }

    private static JsonNode Target(string text, int port) =>
        text.Length == 0 ? port : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : text;

    private static JsonObject Labels(string text)
    {
        var labels = new JsonObject();
        foreach (var pair in text.Split(','))
        {
            labels[pair.Split('=') is [{ Length: > 0 } key, _] ? key : throw CommandException.Error($"unexpected label spec: {pair}")] = pair[(pair.IndexOf('=', StringComparison.Ordinal) + 1)..];
        }

        return labels;
    }

    private static void Add(JsonObject to, string field, string value)
    {
        if (value.Length > 0)
        {
            to[field] = value;
        }
    }
}
