namespace LocalPods.Orchestrator.Server.Access.Tokens;

/// <summary>The object that a token is bound to: when it goes the token ends.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">In the namespace of the service account, where the kind has one.</param>
/// <param name="Uid">Of this very object.</param>
public sealed record BoundObject(BoundKind Kind, string Name, string Uid);

/// <summary>What tokens can be bound to.</summary>
public enum BoundKind
{
    Pod,
    Secret,
    Node,
}
