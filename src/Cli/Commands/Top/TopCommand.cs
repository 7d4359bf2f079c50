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
}
