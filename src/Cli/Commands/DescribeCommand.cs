using System.Text.Json;
using LocalPods.Cli.Client;
using LocalPods.Cli.Commands.Completion;
using LocalPods.Cli.Output.Describe;

namespace LocalPods.Cli.Commands;

/// <summary><c>localpods describe</c>.</summary>
internal static class DescribeCommand
{
    public static Command Definition { get; } = new("describe", "Show details of a pod, with its events")
    {
        Usage = "describe (pod [NAME...] | pod/NAME ...) [flags]",
        Description = """
            Show details of pods: what each container is, how it is doing, why it ended last, and what happened.

             Without names all pods that the selector leaves are described. For other types use 'localpods get TYPE NAME -o yaml'.
            """,
        Examples = """
              # Describe a pod
              localpods describe pod web

              # Describe all pods with a label
              localpods describe pods -l app=web
            """,
        Flags =
        [
            Flag.Switch("all-namespaces", "Describe the objects of all namespaces", 'A'),
            Flag.Text("selector", "Labels to filter on, such as app=web,tier!=db", 'l'),
            Flag.Switch("show-events", "Show the events at the end", on: true),
        ],
        Completes = CompletedArguments.Objects,
        Run = Run,
    };

    private static int Run(Invocation invocation)
    {
        var selections = ResourceSelection.Read(invocation.Arguments, () => invocation.Api);
        if (selections.Count == 0)
        {
            throw new UsageException("You must specify the type of resource to describe.");
        }

        var count = 0;
        foreach (var selection in selections)
        {
            if (selection.Type != ResourceCatalog.Pods)
            {
                throw CommandException.Error($"describe knows pods only; try: localpods get {selection.Type.Singular} {string.Join(' ', selection.Names)} -o yaml");
            }

            foreach (var pod in Pods(invocation, selection))
            {
                invocation.Out.Write(count++ == 0 ? "" : "\n\n");
                invocation.Out.Write(PodDescription.Write(pod, Events(invocation, pod), invocation.Environment.Clock));
            }
        }

        if (count == 0)
        {
            invocation.Error.WriteLine(invocation.Flags.On("all-namespaces") ? "No resources found" : $"No resources found in {invocation.Namespace} namespace.");
        }

        return ExitCode.Success;
    }

    private static IEnumerable<JsonElement> Pods(Invocation invocation, ResourceSelection selection)
    {
        if (selection.Names.Count > 0)
        {
            return selection.Names.Select(name => JsonElement.Parse(invocation.Api.Get(selection.Type.Item(invocation.Namespace, name))));
        }

        var collection = selection.Type.Collection(invocation.Flags.On("all-namespaces") ? null : invocation.Namespace);
        return JsonElement.Parse(invocation.Api.Get(UrlText.WithQuery(collection, ("labelSelector", invocation.Flags.Text("selector"))))).Field("items").Items();
    }

    private static JsonElement[]? Events(Invocation invocation, JsonElement pod)
    {
        if (!invocation.Flags.On("show-events"))
        {
            return null;
        }

        var metadata = pod.Field("metadata");
        var collection = ResourceCatalog.Events.Collection(metadata.Text("namespace"));
        var selector = $"involvedObject.uid={metadata.Text("uid")},involvedObject.name={metadata.Text("name")}";
        return [.. JsonElement.Parse(invocation.Api.Get(UrlText.WithQuery(collection, ("fieldSelector", selector)))).Field("items").Items()];
    }
}
