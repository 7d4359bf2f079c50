using LocalPods.Cli.Commands.Completion;

namespace LocalPods.Cli.Commands.Streams;

/// <summary><c>localpods port-forward</c>.</summary>
internal static class PortForwardCommand
{
    public static Command Definition { get; } = new("port-forward", "Forward one or more local ports to a pod")
    {
        Usage = "port-forward TYPE/NAME [--address ADDRESS] [LOCAL_PORT:]REMOTE_PORT [...[LOCAL_PORT_N:]REMOTE_PORT_N] [flags]",
        Description = """
            Forward one or more local ports to a pod, until it is interrupted.

             Every connection goes to the pod as it is then: a pod that is restarted, or replaced by another one of the same name or selected by
             the same object, is found again.
            """,
        Examples = """
              # Port 8080 here is port 80 of the pod
              localpods port-forward web 8080:80

              # A free port here, and two ports
              localpods port-forward web :80 8443

              # For others on the network, too
              localpods port-forward --address 0.0.0.0 web 8080:80
            """,
        Flags =
        [
            Flag.Texts("address", "Addresses to listen on (comma separated); localhost means 127.0.0.1 and ::1"),
            Flag.Duration("pod-running-timeout", "How long to wait until the pod runs") with { Default = "1m0s" },
        ],
        Completes = CompletedArguments.Pod,
        Run = Run,
    };

    private static int Run(Invocation invocation)
    {
        if (invocation.Arguments.Count < 2)
        {
            throw new UsageException("TYPE/NAME and list of ports are required for port-forward") { Understood = true };
        }

        using var forward = new PortForward(invocation, invocation.Arguments[0]);
        return forward.Run([.. invocation.Arguments.Skip(1)]);
    }
}
