using LocalPods.Cli.Client;

namespace LocalPods.Cli.Commands.Streams;

/// <summary><c>localpods cp</c>.</summary>
internal static class CpCommand
{
    public static Command Definition { get; } = new("cp", "Copy files and directories to and from containers")
    {
        Usage = "cp SRC DEST [-c CONTAINER] [flags]",
        Description = """
            Copy files and directories to and from containers.

             The container must have tar. Links are not copied from a container, and nothing is written outside of the destination.
            """,
        Examples = """
              # A folder into a pod
              localpods cp ./site web:/usr/share/nginx/html

              # A file out of one of its containers
              localpods cp web:/var/log/app.log app.log -c app
            """,
        Flags = [Flag.Text("container", "The container; the default one if not given", 'c')],
        Run = Run,
    };

    private static int Run(Invocation invocation)
    {
        if (invocation.Arguments is not [var from, var to])
        {
            throw CommandException.Error("source and destination are required");
        }

        var (source, destination) = (CopySpec.Read(from), CopySpec.Read(to));
        if ((source.Pod is null) == (destination.Pod is null))
        {
            throw CommandException.Error(source.Pod is null ? "one of src or dest must be a remote file specification" : "one of src or dest must be a local file specification");
        }

        if (source.Path.Length == 0 || destination.Path.Length == 0)
        {
            throw CommandException.Error("filepath can not be empty");
        }

        var remote = source.Pod is null ? destination : source;
        var pod = JsonElementOf(invocation, remote);
        var asked = invocation.Flags.Text("container");
        var container = asked.Length > 0 ? asked : PodContainers.Of(pod).Default(pod, invocation.Error);
        var copy = new ContainerCopy(invocation, pod.Field("metadata").Text("namespace"), pod.Field("metadata").Text("name"), container);
        if (source.Pod is null)
        {
            copy.Into(source.Path, destination.Path);
        }
        else
        {
            copy.OutOf(source.Path, destination.Path);
        }

        return ExitCode.Success;
    }

    private static System.Text.Json.JsonElement JsonElementOf(Invocation invocation, CopySpec remote) =>
        PodTarget.Find(invocation.Api, remote.Namespace ?? invocation.Namespace, ResourceCatalog.Pods, remote.Pod!);
}
