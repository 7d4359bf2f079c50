namespace LocalPods.Orchestrator.Runtime;

/// <summary>Who has a port of the node.</summary>
/// <param name="Port">As it was asked for.</param>
public sealed record HostPortHolder(PortMapping Port)
{
    /// <summary>The pod that publishes it, <c>namespace/name</c>; null when no pod is known to.</summary>
    public string? Pod { get; init; }

    /// <summary>Name of the container of the engine that publishes it; null when none does.</summary>
    public string? Container { get; init; }

    /// <summary>The process that listens; null when it is another user's, or the port is published by a container.</summary>
    public int? Pid { get; init; }

    /// <summary>That process's command line.</summary>
    public string? Command { get; init; }

    /// <summary>For people: <c>pod default/web</c>, <c>container db</c>, <c>nginx -g daemon off; (pid 123)</c>.</summary>
    public string Who => this switch
    {
        { Pod: { } pod } => $"pod {pod}",
        { Container: { } container } => $"container {container}",
        { Pid: { } pid } => $"{(string.IsNullOrEmpty(Command) ? "a process" : Command)} (pid {pid})",
        _ => "a program of another user",
    };
}
