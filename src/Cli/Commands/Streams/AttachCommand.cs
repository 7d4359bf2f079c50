using LocalPods.Cli.Client;
using LocalPods.Cli.Commands.Completion;

namespace LocalPods.Cli.Commands.Streams;

/// <summary><c>localpods attach</c>.</summary>
internal static class AttachCommand
{
    public static Command Definition { get; } = new("attach", "Attach to a running container")
    {
        Usage = "attach (POD | TYPE/NAME) [-c CONTAINER] [-i] [-t] [flags]",
        Description = "Attach to the process that runs in a container: see what it prints, and with -i give it input.",
        Examples = """
              # See what a pod's default container prints from now on
              localpods attach web

              # Type to it
              localpods attach web -c app -it
            """,
        Flags =
        [
            Flag.Text("container", "The container; the default one if not given", 'c'),
            Flag.Switch("quiet", "Print only what the container prints", 'q'),
            Flag.Switch("stdin", "Pass stdin to the container", 'i'),
            Flag.Switch("tty", "Stdin is a terminal; together with -i", 't'),
        ],
        Completes = CompletedArguments.Pod,
        Run = Run,
    };

    private static int Run(Invocation invocation)
    {
        if (invocation.Arguments.Count != 1)
        {
            throw new UsageException(invocation.Arguments.Count == 0
                ? "at least 1 argument is required for attach"
                : $"expected POD, TYPE/NAME, or TYPE NAME, (at most 2 arguments) saw {invocation.Arguments.Count}: [{string.Join(' ', invocation.Arguments)}]") { Understood = true };
        }

        var pod = PodTarget.Find(invocation.Api, invocation.Namespace, invocation.Arguments[0]);
        var phase = pod.Field("status").Text("phase");
        if (phase is "Succeeded" or "Failed")
        {
            throw CommandException.Error($"cannot attach a container in a completed pod; current phase is {phase}");
        }

        var quiet = invocation.Flags.On("quiet");
        var asked = invocation.Flags.Text("container");
        var container = asked.Length > 0 ? asked : PodContainers.Of(pod).Default(pod, quiet ? TextWriter.Null : invocation.Error);
        return AttachedStreams.Run(invocation, pod, container, isNew: false);
    }
}
