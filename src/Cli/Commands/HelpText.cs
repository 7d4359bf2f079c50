namespace LocalPods.Cli.Commands;

/// <summary>Help as kubectl lays it out: what it does, examples, options, usage.</summary>
internal static class HelpText
{
    private const string Variables = """
        Environment:
          LOCALPODS_INSTANCE            Name of the instance that commands speak to, as with --instance
          LOCALPODS_CONTEXT             Context of a kubeconfig: commands speak to its API server instead, as with --context
          LOCALPODS_STATE_DIR           Folder that holds the instances' state (/var/lib/localpods for root, else ~/.local/state/localpods)
          LOCALPODS_MANIFEST_DIR        Folder with manifests of static pods, for a daemon that is started
          LOCALPODS_COMPLETION_TIMEOUT  How long completion waits for names that a server knows, such as 5s (1.5s)
          DOCKER_HOST                   Address of the engine, for a daemon that is started; as for docker, DOCKER_CONTEXT and the rest too
          NO_COLOR                      Prints without colour on terminals too


        """;

    public static void WriteRoot(TextWriter output)
    {
        output.Write("localpods runs Kubernetes pods on this machine's Docker engine, without a cluster.\n\n");
        foreach (var (title, verbs) in CommandTree.Sections)
        {
            output.Write(title + "\n");
            var width = verbs.Max(v => v.Length) + 3;
            foreach (var verb in verbs)
            {
                output.Write($"  {verb.PadRight(Math.Max(width, 14))}{CommandTree.Find(verb)!.Summary}\n");
            }

            output.Write("\n");
        }

        output.Write(Variables);
        output.Write("Usage:\n  localpods [flags] COMMAND\n\n");
        output.Write("Use \"localpods COMMAND --help\" for more information about a command.\n");
    }

    public static void Write(TextWriter output, Command command)
    {
        output.Write(command.Description.Length > 0 ? command.Description.TrimEnd() + "\n\n" : command.Summary + ".\n\n");
        if (command.Examples.Length > 0)
        {
            output.Write("Examples:\n" + command.Examples.TrimEnd() + "\n\n");
        }

        if (command.Children.Count > 0)
        {
            var width = command.Children.Max(c => c.LastWord.Length) + 3;
            output.Write("Available Commands:\n" + string.Concat(command.Children.Select(c => $"  {c.LastWord.PadRight(width)}{c.Summary}\n")) + "\n");
        }

        WriteFlags(output, "Options:", command.Flags);
        WriteFlags(output, "Options of every command:", GlobalFlags.Common);
        if (!command.OnThisMachine)
        {
            output.Write("Use \"localpods options\" for those that turn a command to another Kubernetes API.\n\n");
        }

        output.Write($"Usage:\n  localpods {command.Usage}\n");
    }

    /// <summary>The flags of every command.</summary>
    public static void WriteOptions(TextWriter output)
    {
        WriteFlags(output, "The following options can be passed to any command:", GlobalFlags.Common);
        WriteFlags(output, "These turn a command to another Kubernetes API than the daemon of an instance:", GlobalFlags.Connection);
    }

    private static void WriteFlags(TextWriter output, string title, IReadOnlyList<Flag> flags)
    {
        var shown = flags.Where(f => !f.Hidden).OrderBy(f => f.Name, StringComparer.Ordinal).ToList();
        if (shown.Count == 0)
        {
            return;
        }

        output.Write(title + "\n");
        foreach (var flag in shown)
        {
            var letter = flag.Letter == '\0' ? "    " : $"-{flag.Letter}, ";
            var value = flag.Kind is FlagKind.Text ? $"'{flag.Default}'" : flag.Default;
            output.Write($"    {letter}--{flag.Name}={value}:\n\t{flag.Help}.\n\n");
        }
    }
}
