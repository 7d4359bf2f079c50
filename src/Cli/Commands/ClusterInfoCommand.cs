using System.Text.Json;
using LocalPods.Cli.Client;
using LocalPods.Cli.Output;
using LocalPods.Cli.Terminal;

namespace LocalPods.Cli.Commands;

/// <summary><c>localpods cluster-info</c>.</summary>
internal static class ClusterInfoCommand
{
    private const string ClusterService = "kubernetes.io/cluster-service=true";

    private static readonly string[] s_dumped =
        ["events", "replicationcontrollers", "services", "daemonsets.apps", "deployments.apps", "replicasets.apps", "pods"];

    public static Command Definition { get; } = new("cluster-info", "Display cluster information")
    {
        Usage = "cluster-info [flags]",
        Description = "Display where the control plane is, and the services that are labelled as services of the cluster.",
        Examples = """
              # Where it is
              localpods cluster-info

              # Everything that helps to find out what is wrong
              localpods cluster-info dump
            """,
        Children = [Dump],
        Run = Run,
    };

    private static Command Dump => new("cluster-info dump", "Dump relevant information for debugging and diagnosis")
    {
        Usage = "cluster-info dump [--namespaces=namespaces] [flags]",
        Description = "Print the nodes, and of each namespace the events, the objects and the logs of every container. Namespaces are the current one and kube-system, unless said otherwise.",
        Examples = """
              # To a file
              localpods cluster-info dump > dump.txt

              # Of everything
              localpods cluster-info dump --all-namespaces
            """,
        Flags =
        [
            Flag.Switch("all-namespaces", "Dump all namespaces", 'A'),
            Flag.Texts("namespaces", "Namespaces to dump"),
            Flag.Text("output", "Output format: json or yaml", 'o', otherwise: "json") with { Values = ["json", "yaml"] },
        ],
        Run = RunDump,
    };

    private static int Run(Invocation invocation)
    {
        if (invocation.Arguments.Count > 0)
        {
            throw new UsageException($"unknown command \"{invocation.Arguments[0]}\" for \"localpods cluster-info\"");
        }

        var server = Address(invocation);
        Print(invocation, "Kubernetes control plane", server);
        var target = UrlText.WithQuery(ResourceCatalog.Services.Collection("kube-system"), ("labelSelector", ClusterService));
        foreach (var service in JsonElement.Parse(invocation.Api.Get(target)).Field("items").Items())
        {
            var metadata = service.Field("metadata");
            var name = metadata.Field("labels").Text("kubernetes.io/name") is { Length: > 0 } told ? told : metadata.Text("name");
            Print(invocation, name, server + Link(service));
        }

        invocation.Out.Write("\nTo further debug and diagnose cluster problems, use 'localpods cluster-info dump'.\n");
        return ExitCode.Success;
    }

    // Over its socket a daemon is asked where others reach it.
    private static string Address(Invocation invocation) => invocation.IsElsewhere
        ? invocation.Api.Address
        : JsonElement.Parse(invocation.Api.Get(ApiClient.OwnPaths + "access")).Text("server");

    private static string Link(JsonElement service)
    {
        var (metadata, spec) = (service.Field("metadata"), service.Field("spec"));
        if (service.Field("status").Field("loadBalancer").Field("ingress").Items().FirstOrDefault() is var ingress && ingress.Exists())
        {
            var host = ingress.Text("ip") is { Length: > 0 } ip ? ip : ingress.Text("hostname");
            return string.Join(' ', spec.Field("ports").Items().Select(p => $"http://{host}:{p.Text("port")}"));
        }

        var name = metadata.Text("name");
        if (spec.Field("ports").Items().ToList() is [var first, ..])
        {
            var scheme = first.Text("name") == "https" || first.Text("port") == "443" ? "https:" : "";
            name = $"{scheme}{name}:{first.Text("name")}";
        }

        return $"/api/v1/namespaces/{metadata.Text("namespace")}/services/{name}/proxy";
    }

    private static void Print(Invocation invocation, string name, string address) =>
        invocation.Out.Write($"{invocation.OutColours.Paint(Tone.Good, name)} is running at {invocation.OutColours.Paint(Tone.Caution, address)}\n");

    private static int RunDump(Invocation invocation)
    {
        var format = ObjectFormat.Read(invocation.Flags.Text("output"));
        PrintList(invocation, format, ResourceCatalog.Nodes, null);
        foreach (var ns in Namespaces(invocation))
        {
            foreach (var word in s_dumped)
            {
                if (ResourceCatalog.Find(word, () => invocation.Api) is { } type)
                {
                    PrintList(invocation, format, type, ns);
                }
            }

            foreach (var pod in JsonElement.Parse(invocation.Api.Get(ResourceCatalog.Pods.Collection(ns))).Field("items").Items())
            {
                PrintLogs(invocation, ns, pod);
            }
        }

        return ExitCode.Success;
    }

    private static IEnumerable<string> Namespaces(Invocation invocation) =>
        invocation.Flags.On("all-namespaces")
            ? JsonElement.Parse(invocation.Api.Get(ResourceCatalog.Namespaces.Collection(null))).Field("items").Items().Select(n => n.Field("metadata").Text("name"))
            : invocation.Flags.Given("namespaces") ? invocation.Flags.Texts("namespaces") : new[] { "kube-system", invocation.Namespace }.Distinct();

    private static void PrintList(Invocation invocation, ObjectFormat format, ResourceType type, string? ns) =>
        invocation.Out.Write(format.Print(JsonElement.Parse(invocation.Api.Get(type.Collection(ns)))));

    private static void PrintLogs(Invocation invocation, string ns, JsonElement pod)
    {
        var name = pod.Field("metadata").Text("name");
        foreach (var container in PodContainers.Of(pod).All)
        {
            invocation.Out.Write($"==== START logs for container {container} of pod {ns}/{name} ====\n");
            try
            {
                var target = UrlText.WithQuery($"{ResourceCatalog.Pods.Item(ns, name)}/log", ("container", container));
                invocation.Out.Write(System.Text.Encoding.UTF8.GetString(invocation.Api.Get(target)));
            }
            catch (ApiFailure failure)
            {
                invocation.Out.Write($"Request log error: {failure.Message}\n");
            }

            invocation.Out.Write($"==== END logs for container {container} of pod {ns}/{name} ====\n");
        }
    }
}
