using System.Text.Json;
using LocalPods.Cli.Apply;
using LocalPods.Cli.Client;
using LocalPods.Cli.Commands.Completion;

namespace LocalPods.Cli.Commands;

/// <summary><c>localpods describe</c>.</summary>
internal static class DescribeCommand
{
    public static Command Definition { get; } = new("describe", "Show details of a specific resource or group of resources")
    {
        Usage = "describe (TYPE [NAME...] | TYPE/NAME ... | -f FILENAME) [flags]",
        Description = """
            Show details of objects, with the events about them.

             Of a pod: what each container is, how it is doing, why it ended last, and what happened. Without names everything that
             the selector leaves is described. Of a secret only the size of each value is shown. Of types that are not known here, all fields.
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
        var descriptions = new Descriptions(invocation);
        foreach (var selection in selections)
        {
            foreach (var item in Objects(invocation, descriptions, selection, failures))
            {
                invocation.Out.Write((count++ == 0 ? "" : "\n\n") + descriptions.Of(selection.Type, item));
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

    private static IEnumerable<JsonElement> Objects(Invocation invocation, Descriptions descriptions, ResourceSelection selection, List<ApiFailure> failures)
    {
        if (selection.Names.Count == 0)
        {
            var collection = selection.Type.Collection(invocation.Flags.On("all-namespaces") ? null : invocation.Namespace);
            return descriptions.Items(collection, ("labelSelector", invocation.Flags.Text("selector"))).Select(i => GetObjects.WithKind(i, selection.Type));
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
}
