namespace LocalPods.Runtime.Docker.Engine.Wire;

/// <summary>Body of a create. Names are the engine's; null is left out, which keeps the engine's or image's default.</summary>
internal sealed record CreateContainerBody
{
    public required string Image { get; init; }
    public string? Hostname { get; init; }
    public string? Domainname { get; init; }
    public string? User { get; init; }
    public bool AttachStdin { get; init; }
    public bool OpenStdin { get; init; }
    public bool StdinOnce { get; init; }
    public bool Tty { get; init; }
    public IReadOnlyList<string>? Env { get; init; }
    public IReadOnlyList<string>? Cmd { get; init; }
    public IReadOnlyList<string>? Entrypoint { get; init; }
    public string? WorkingDir { get; init; }
    public string? StopSignal { get; init; }
    public HealthcheckBody Healthcheck { get; init; } = HealthcheckBody.None;
    public IReadOnlyDictionary<string, EmptyBody>? ExposedPorts { get; init; }
    public required IReadOnlyDictionary<string, string> Labels { get; init; }
    public required HostConfigBody HostConfig { get; init; }
}

internal sealed record HealthcheckBody(IReadOnlyList<string> Test)
{
    /// <summary>Switches the image's own check off.</summary>
    public static HealthcheckBody None { get; } = new(["NONE"]);
}

internal sealed record EmptyBody
{
    public static EmptyBody Value { get; } = new();
}
