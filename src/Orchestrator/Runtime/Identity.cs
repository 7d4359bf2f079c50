namespace LocalPods.Orchestrator.Runtime;

/// <summary>The engine's id of a sandbox: 64 hex digits on Docker.</summary>
public readonly record struct SandboxId(string Value)
{
    public override string ToString() => Value;
}

/// <summary>The engine's id of a container: 64 hex digits on Docker.</summary>
public readonly record struct ContainerId(string Value)
{
    public override string ToString() => Value;
}

/// <summary>Which pod: the name can be used again by a later pod, the uid never.</summary>
public sealed record PodIdentity(string Namespace, string Name, string Uid)
{
    public override string ToString() => $"{Namespace}/{Name}";
}
