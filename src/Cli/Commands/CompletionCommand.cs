using LocalPods.Cli.Commands.Completion;

namespace LocalPods.Cli.Commands;

/// <summary><c>localpods completion</c>.</summary>
internal static class CompletionCommand
{
    /// <summary>The shells there is a script for.</summary>
    public static IReadOnlyList<string> Shells { get; } = ["bash", "zsh", "fish"];

    public static Command Definition { get; } = new("completion", "Output shell completion code for the specified shell (bash, zsh, fish)")
    {
        Usage = "completion SHELL",
        Description = "Output shell completion code for bash, zsh or fish. It completes commands, flags, types, and the names of objects,\nwhich it asks of the daemon if that runs.",
        Examples = """
              # bash, for this shell or for all later ones
              source <(localpods completion bash)
              localpods completion bash > ~/.local/share/bash-completion/completions/localpods

              # zsh
              localpods completion zsh > "${fpath[1]}/_localpods"

              # fish
              localpods completion fish > ~/.config/fish/completions/localpods.fish
            """,
        Completes = CompletedArguments.Shell,
        OnThisMachine = true,
        Run = Run,
    };

    private static int Run(Invocation invocation)
    {
        if (invocation.Arguments.Count != 1)
        {
            throw new UsageException(invocation.Arguments.Count == 0 ? "Shell not specified." : "Too many arguments. Expected only the shell type.") { Understood = true };
        }

        var shell = invocation.Arguments[0];
        if (!Shells.Contains(shell))
        {
            throw new UsageException($"Unsupported shell type \"{shell}\".") { Understood = true };
        }

        using var script = typeof(CompletionCommand).Assembly.GetManifestResourceStream($"completion.{shell}")!;
        using var reader = new StreamReader(script);
        invocation.Out.Write(reader.ReadToEnd());
        return ExitCode.Success;
    }
}
