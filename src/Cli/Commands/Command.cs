using LocalPods.Cli.Commands.Completion;

namespace LocalPods.Cli.Commands;

/// <summary>A verb of <c>localpods</c>: what its help says, what it takes, and what it does.</summary>
/// <param name="Name">The verb.</param>
/// <param name="Summary">One line for the list of commands.</param>
internal sealed record Command(string Name, string Summary)
{
    /// <summary>What follows <c>localpods</c> on a command line, flags aside.</summary>
    public required string Usage { get; init; }

    public string Description { get; init; } = "";

    /// <summary>Comment and command in turn, each indented by two blanks.</summary>
    public string Examples { get; init; } = "";

    /// <summary>The verb's own flags, without <see cref="GlobalFlags"/>.</summary>
    public IReadOnlyList<Flag> Flags { get; init; } = [];

    /// <summary>Whether it is about this machine, so that flags that name another API server make no sense.</summary>
    public bool OnThisMachine { get; init; }

    /// <summary>What shell completion offers for its arguments.</summary>
    public CompletedArguments Completes { get; init; }

    /// <summary>Verbs of its own (<c>create role</c>), whose names are whole; none for most.</summary>
    public IReadOnlyList<Command> Children { get; init; } = [];

    /// <summary>Further last words of its name: <c>ns</c> for <c>create namespace</c>.</summary>
    public IReadOnlyList<string> OtherNames { get; init; } = [];

    /// <summary>The child that a word means; null when it is none.</summary>
    public Command? Child(string word) => Children.FirstOrDefault(c => c.LastWord == word || c.OtherNames.Contains(word));

    /// <summary>The last word of its name.</summary>
    public string LastWord => Name[(Name.LastIndexOf(' ') + 1)..];

    /// <summary>Does it. Returns the exit code; failures are thrown.</summary>
    public required Func<Invocation, int> Run { get; init; }

    /// <summary>Whether it has a flag of that name by itself.</summary>
    public bool Has(string name)
    {
        foreach (var flag in Flags)
        {
            if (flag.Name == name)
            {
                return true;
            }
        }

        return false;
    }
}
