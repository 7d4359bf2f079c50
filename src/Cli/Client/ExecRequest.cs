namespace LocalPods.Cli.Client;

/// <summary>A program to run in a container; without a command, the container's own program to attach to.</summary>
internal sealed record ExecRequest(string Namespace, string Pod, string Container, IReadOnlyList<string> Command)
{
    public static ExecRequest Attach(string ns, string pod, string container) => new(ns, pod, container, []);

    /// <summary>Whether stdin is passed on.</summary>
    public bool Stdin { get; init; }

    /// <summary>Whether the program gets a terminal; stderr then comes with stdout.</summary>
    public bool Tty { get; init; }

    public string Target
    {
        get
        {
            var command = Command.Select(c => ("command", (string?)c)).ToList();
            command.Add(("container", Container));
            command.Add(("stdin", Stdin ? "true" : null));
            command.Add(("stdout", "true"));
            command.Add(("stderr", Tty ? null : "true"));
            command.Add(("tty", Tty ? "true" : null));
            return UrlText.WithQuery($"{ResourceCatalog.Pods.Item(Namespace, Pod)}/{(Command.Count > 0 ? "exec" : "attach")}", [.. command]);
        }
    }
}
