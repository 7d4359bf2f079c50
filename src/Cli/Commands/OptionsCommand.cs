namespace LocalPods.Cli.Commands;

/// <summary><c>localpods options</c>.</summary>
internal static class OptionsCommand
{
    public static Command Definition { get; } = new("options", "Print the list of flags inherited by all commands")
    {
        Usage = "options",
        Description = """
            Print the list of flags inherited by all commands.

             Without any of the flags that name a server, a context, a kubeconfig or credentials, commands speak to the daemon of an
             instance on this machine. With one of them they speak to that Kubernetes API: what a context of $KUBECONFIG, or else of
             ~/.kube/config, says counts for what no flag says.
            """,
        Examples = """
              # The same manifests on a real cluster
              localpods --context production apply -f web.yml

              # Every command of this shell
              export LOCALPODS_CONTEXT=production
            """,
        OnThisMachine = true,
        Run = invocation =>
        {
            HelpText.WriteOptions(invocation.Out);
            return ExitCode.Success;
        },
    };
}
