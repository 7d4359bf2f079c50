namespace LocalPods.Cli.Commands;

/// <summary>Flags of the commands that change objects which are named, selected or read from files.</summary>
internal static class SelectionFlags
{
    public static IReadOnlyList<Flag> All { get; } =
    [
        .. FileFlags.All,
        Flag.Switch("all", "Take all objects of the types, in the namespace of the request"),
        Flag.Switch("all-namespaces", "Take the objects of all namespaces", 'A'),
        Flag.Text("field-selector", "Fields to filter on, such as status.phase=Running"),
        Flag.Text("selector", "Labels to filter on, such as app=web,tier!=db", 'l'),
    ];
}
