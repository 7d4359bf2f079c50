using System.Text.Json;
using LocalPods.Api.Core;
using LocalPods.Cli.Apply;
using LocalPods.Cli.Client;
using LocalPods.Cli.Commands.Completion;
using LocalPods.Cli.Output.Describe;

namespace LocalPods.Cli.Commands;

/// <summary><c>localpods describe</c>.</summary>
internal static class DescribeCommand
{
    public static Command Definition { get; } = new("describe", "Show details of a specific resource or group of resources")
    {
        Usage = "describe (TYPE [NAME...] | TYPE/NAME ... | -f FILENAME) [flags]",
        Description = """
            Show details of pods, nodes, namespaces, config maps and secrets, with the events about them.

             Of a pod: what each container is, how it is doing, why it ended last, and what happened. Without names everything that
             the selector leaves is described. Of a secret only the size of each value is shown. For other types use 'localpods get TYPE NAME -o yaml'.
            """,
        Examples = """
              # Describe a pod
              localpods describe pod web

              # Describe all pods with a label
              localpods describe pods -l app=web

              # Describe the node, with what its pods ask for
              localpods describe node
            """,
        Flags =
        [
            .. FileFlags.All,
            Flag.Switch("all-namespaces", "Describe the objects of all namespaces", 'A'),
            Flag.Text("selector", "Labels to filter on, such as app=web,tier!=db", 'l'),
            Flag.Switch("show-events", "Show the events at the end", on: true),
        ],
        Completes = CompletedArguments.Objects,
        Run = Run,
    };

    private static int Run(Invocation invocation)
    {
        var selections = invocation.Flags.Given("filename")
            ? ManifestObjects.Selections(invocation)
            : ResourceSelection.Read(invocation.Arguments, () => invocation.Api);
        if (selections.Count == 0)
        {
            throw new UsageException("You must specify the type of resource to describe.") { Understood = true };
        }

        var count = 0;
        var failures = new List<ApiFailure>();
        foreach (var selection in selections)
        {
            var describe = Description(invocation, selection);
            foreach (var item in Objects(invocation, selection, failures))
            {
                invocation.Out.Write((count++ == 0 ? "" : "\n\n") + describe(item));
            }
        }

        invocation.Out.Flush();
        failures.ForEach(f => invocation.Error.Write(f.Explanation));
        if (count == 0 && failures.Count == 0)
        {
            var everywhere = invocation.Flags.On("all-namespaces") || !selections[0].Type.Namespaced;
            invocation.Error.WriteLine(everywhere ? "No resources found" : $"No resources found in {invocation.Namespace} namespace.");
        }

        return failures.Count > 0 ? ExitCode.Failure : ExitCode.Success;
    }

    private static Func<JsonElement, string> Description(Invocation invocation, ResourceSelection selection)
    {
        var clock = invocation.Environment.Clock;
        return selection.Type switch
        {
            var type when type == ResourceCatalog.Pods => pod => PodDescription.Write(pod, PodEvents(invocation, pod), clock, Backoffs.Of(invocation.Api, pod)),
            var type when type == ResourceCatalog.Nodes => node => NodeDescription.Write(node, PodsOn(invocation, node), NodeEvents(invocation, node), clock),
            var type when type == ResourceCatalog.Namespaces => ns => NamespaceDescription.Write(
                ns, Within(invocation, ns, ResourceCatalog.ResourceQuotas), Within(invocation, ns, ResourceCatalog.LimitRanges), clock),
            var type when type == ResourceCatalog.ConfigMaps => map => ConfigMapDescription.Write(map, EventsAbout(invocation, map, "ConfigMap"), clock),
            var type when type == ResourceCatalog.Secrets => secret => SecretDescription.Write(secret, clock),
            var type => throw CommandException.Error(
                $"describe knows pods, nodes, namespaces, config maps and secrets; try: localpods get {string.Join(' ', [type.Singular, .. selection.Names])} -o yaml"),
        };
    }

    private static IEnumerable<JsonElement> Objects(Invocation invocation, ResourceSelection selection, List<ApiFailure> failures)
    {
        if (selection.Names.Count == 0)
        {
            var collection = selection.Type.Collection(invocation.Flags.On("all-namespaces") ? null : invocation.Namespace);
            return Items(invocation, collection, ("labelSelector", invocation.Flags.Text("selector")));
        }

        var found = new List<JsonElement>();
        foreach (var name in selection.Names)
        {
            try
            {
                found.Add(JsonElement.Parse(invocation.Api.Get(selection.Type.Item(invocation.Namespace, name))));
            }
            catch (ApiFailure failure)
            {
                failures.Add(failure);
            }
        }

        return found;
    }

    private static JsonElement[]? PodEvents(Invocation invocation, JsonElement pod)
    {
        var metadata = pod.Field("metadata");
        var uid = metadata.Field("annotations").Text(PodAnnotations.Mirror) is { Length: > 0 } hash ? hash : metadata.Text("uid");
        return Events(invocation, metadata.Text("namespace"), $"involvedObject.uid={uid},involvedObject.name={metadata.Text("name")}");
    }

    // A kubelet names its node in events before it knows the object's uid: the name is what counts.
    private static JsonElement[]? NodeEvents(Invocation invocation, JsonElement node) =>
        Events(invocation, ns: null, $"involvedObject.kind=Node,involvedObject.name={node.Field("metadata").Text("name")}");

    private static JsonElement[]? EventsAbout(Invocation invocation, JsonElement of, string kind)
    {
        var metadata = of.Field("metadata");
        return Events(
            invocation,
            metadata.Text("namespace"),
            $"involvedObject.kind={kind},involvedObject.name={metadata.Text("name")},involvedObject.uid={metadata.Text("uid")}");
    }

    private static JsonElement[]? Events(Invocation invocation, string? ns, string fieldSelector) =>
        invocation.Flags.On("show-events") ? Items(invocation, ResourceCatalog.Events.Collection(ns), ("fieldSelector", fieldSelector)) : null;

    private static JsonElement[] PodsOn(Invocation invocation, JsonElement node) => Items(
        invocation,
        ResourceCatalog.Pods.Collection(null),
        ("fieldSelector", $"spec.nodeName={node.Field("metadata").Text("name")},status.phase!=Failed,status.phase!=Succeeded"));

    // Null where the server does not know the kind.
    private static JsonElement[]? Within(Invocation invocation, JsonElement ns, ResourceType type)
    {
        try
        {
            return Items(invocation, type.Collection(ns.Field("metadata").Text("name")), ("limit", "500"));
        }
        catch (ApiFailure failure) when (failure.IsNotFound)
        {
            return null;
        }
    }

    private static JsonElement[] Items(Invocation invocation, string collection, (string Name, string? Value) parameter) =>
        [.. JsonElement.Parse(invocation.Api.Get(UrlText.WithQuery(collection, parameter))).Field("items").Items()];
}
