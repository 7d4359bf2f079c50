using LocalPods.Api.Durations;
using LocalPods.Cli.Client;
using LocalPods.Cli.Commands.Completion;

namespace LocalPods.Cli.Commands;

/// <summary><c>localpods retry</c>: ends the back-off of a pod's containers.</summary>
internal static class RetryCommand
{
    public static Command Definition { get; } = new("retry", "Try waiting containers of a pod at once")
    {
        Usage = "retry (POD | TYPE/NAME) [-c CONTAINER]",
        Description = """
            Try containers that wait in a back-off at once, and begin their back-off anew: for CrashLoopBackOff the container is started,
             for ImagePullBackOff the image is pulled. A container that does not wait is an error.
            """,
        Examples = """
              # You mended what made it crash: do not wait
              localpods retry web

              # Only one of its containers
              localpods retry web -c app
            """,
        Flags = [Flag.Text("container", "The container; all that wait if not given", 'c')],
        Completes = CompletedArguments.PodAndContainer,
        Run = Run,
    };

    private static int Run(Invocation invocation)
    {
        var (pod, container) = invocation.Arguments switch
        {
            [] => throw CommandException.Error("POD or TYPE/NAME is a required argument for the retry command"),
            [var one] => (one, invocation.Flags.Text("container")),
            [var one, var two] when !invocation.Flags.Given("container") => (one, two),
            [_, _] => throw CommandException.Error("only one of -c or an inline [CONTAINER] arg is allowed"),
            _ => throw new UsageException("one pod, and at most one of its containers, can be retried at a time") { Understood = true },
        };
        var metadata = PodTarget.Find(invocation.Api, invocation.Namespace, pod).Field("metadata");
        var name = metadata.Text("name");
        var path = $"{Backoffs.Path(metadata.Text("namespace"), name)}/retry";
        var answer = invocation.Api.Send(new ApiRequest("POST", UrlText.WithQuery(path, ("container", container.Length > 0 ? container : null))));
        var now = invocation.Environment.Clock.GetUtcNow();
        foreach (var (which, reason, nextTry) in Backoffs.Read(answer))
        {
            var left = nextTry > now ? nextTry - now : TimeSpan.Zero;
            invocation.Out.Write($"pod/{name} retried (container {which}, {reason}, {ResourceAge.Format(left)} before its time)\n");
        }

        return ExitCode.Success;
    }
}
