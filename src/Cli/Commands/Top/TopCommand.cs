namespace LocalPods.Cli.Commands.Top;

/// <summary><c>localpods top</c>.</summary>
internal static class TopCommand
{
    public static Command Definition { get; } = CommandGroup.Of(
        "top",
        "Display resource (CPU/memory) usage",
        """
              # What the pods use, the hungriest first
              localpods top pods --sort-by=cpu

              # What each container of a pod uses
              localpods top pod web --containers

              # What the node uses
              localpods top nodes
            """,
        [TopPods.Definition, TopNodes.Definition]);

    /// <summary>The one object that is asked for; empty for all.</summary>
    /// <exception cref="UsageException">More than one is.</exception>
    public static string NameOf(Invocation invocation) => invocation.Arguments.Count <= 1
        ? invocation.Arguments.FirstOrDefault("")
        : throw new UsageException($"unexpected arguments: {string.Join(' ', invocation.Arguments.Skip(1))}") { Understood = true };
}
