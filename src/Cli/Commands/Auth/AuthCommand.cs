namespace LocalPods.Cli.Commands.Auth;

/// <summary><c>localpods auth</c>: who is asking, and what they may do.</summary>
internal static class AuthCommand
{
    public static Command Definition { get; } = CommandGroup.Of(
        "auth",
        "Inspect authorization",
        """
          # Who the server takes you for
          localpods auth whoami

          # Whether you may delete pods
          localpods auth can-i delete pods
        """,
        [CanICommand.Definition, WhoAmICommand.Definition]);
}
