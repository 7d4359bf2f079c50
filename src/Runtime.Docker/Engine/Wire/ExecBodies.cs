namespace LocalPods.Runtime.Docker.Engine.Wire;

internal sealed record CreateExecBody
{
    public required IReadOnlyList<string> Cmd { get; init; }
    public bool AttachStdin { get; init; }
    public bool AttachStdout { get; init; } = true;
    public bool AttachStderr { get; init; } = true;
    public bool Tty { get; init; }
}

internal sealed record StartExecBody(bool Detach, bool Tty);

internal sealed record ExecInspect
{
    public bool Running { get; set; }

    /// <summary>Null while it runs, or when nobody knows.</summary>
    public int? ExitCode { get; set; }
}
