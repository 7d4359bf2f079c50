using System.Text.Json;
using LocalPods.Cli.Apply;
using LocalPods.Cli.Client;
using LocalPods.Cli.Commands.Completion;

namespace LocalPods.Cli.Commands;

/// <summary><c>localpods exec</c>.</summary>
internal static class ExecCommand
{
    public static Command Definition { get; } = new("exec", "Execute a command in a container")
    {
        Usage = "exec (POD | TYPE/NAME) [-c CONTAINER] [flags] -- COMMAND [args...]",
        Description = "Execute a command in a container. Its exit code becomes that of localpods.",
        Examples = """
              # Run a command in the pod's default container: the annotated one, else the first
              localpods exec web -- date

              # Open a shell in one of its containers
              localpods exec -it web -c app -- sh

              # Pass a file to a command
              localpods exec -i web -- sh -c 'cat > /tmp/in' < file
            """,
        Flags =
        [
            Flag.Text("container", "The container; the default one if not given", 'c'),
            .. FileFlags.All,
            Flag.Switch("quiet", "Print only what the command prints", 'q'),
            Flag.Switch("stdin", "Pass stdin to the command", 'i'),
            Flag.Switch("tty", "Give the command a terminal; together with -i", 't'),
        ],
        Completes = CompletedArguments.Pod,
        Run = Run,
    };

    private static int Run(Invocation invocation)
    {
        var command = CommandOf(invocation);
        var pod = PodOf(invocation);
        var phase = pod.Field("status").Text("phase");
        if (phase is "Succeeded" or "Failed")
        {
            throw CommandException.Error($"cannot exec into a container in a completed pod; current phase is {phase}");
        }

        var metadata = pod.Field("metadata");
        var quiet = invocation.Flags.On("quiet");
        var asked = invocation.Flags.Text("container");
        var container = asked.Length > 0 ? asked : PodContainers.Of(pod).Default(pod, quiet ? TextWriter.Null : invocation.Error);
        var stdin = invocation.Flags.On("stdin");
        return ExecStreams.Run(invocation, new ExecRequest(metadata.Text("namespace"), metadata.Text("name"), container, command)
        {
            Stdin = stdin,
            Tty = stdin && invocation.Flags.On("tty") && HasTerminal(invocation, quiet),
        });
    }

    /// <summary>The words after <c>--</c>, in the order of checks of kubectl.</summary>
    private static string[] CommandOf(Invocation invocation)
    {
        var (words, dash, fromFile) = (invocation.Arguments, invocation.Dash, invocation.Flags.Given("filename"));
        if (!fromFile && (words.Count == 0 || dash == 0))
        {
            throw CommandException.Error("pod, type/name or --filename must be specified");
        }

        var mostBefore = fromFile ? 0 : 1;
        if (dash < 0 && words.Count > mostBefore)
        {
            throw new UsageException("exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead") { Understood = true };
        }

        if (dash > mostBefore)
        {
            throw new UsageException($"only the pod stands before --, the command after it; there is \"{words[mostBefore]}\" as well") { Understood = true };
        }

        return dash >= 0 && words.Count > dash
            ? [.. words.Skip(dash)]
            : throw CommandException.Error("you must specify at least one command for the container");
    }

    private static JsonElement PodOf(Invocation invocation)
    {
        if (!invocation.Flags.Given("filename"))
        {
            return PodTarget.Find(invocation.Api, invocation.Namespace, invocation.Arguments[0]);
        }

        return ManifestObjects.ForNaming(invocation) is [var only]
            ? PodTarget.Find(invocation.Api, only.Namespace, only.Type, only.Name)
            : throw CommandException.Error("--filename must name one object for exec");
    }

    private static bool HasTerminal(Invocation invocation, bool quiet)
    {
        var has = invocation.Environment.IsInputTerminal();
        if (!has && !quiet)
        {
            invocation.Error.WriteLine("Unable to use a TTY - input is not a terminal or the right kind of file");
        }

        return has;
    }
}
