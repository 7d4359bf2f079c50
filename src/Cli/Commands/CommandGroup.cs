namespace LocalPods.Cli.Commands;

/// <summary>A verb that has only verbs of its own.</summary>
internal static class CommandGroup
{
    public static Command Of(string name, string summary, string examples, IReadOnlyList<Command> children)
    {
        Command group = null!;
        group = new Command(name, summary)
        {
            Usage = $"{name} COMMAND [flags]",
            Description = summary + ".",
            Examples = examples,
            Children = children,
            Run = invocation =>
            {
                if (invocation.Arguments is [var word, ..])
                {
                    throw new UsageException($"unknown command \"{word}\"") { Understood = true };
                }

                HelpText.Write(invocation.Out, group);
                return ExitCode.Success;
            },
        };
        return group;
    }
}
