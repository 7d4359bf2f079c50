namespace LocalPods.Orchestrator.Server.Access.Tokens;

/// <summary>A token of a service account.</summary>
/// <param name="Text">As it stands after <c>Bearer</c>.</param>
/// <param name="Expires">When it ends.</param>
public sealed record IssuedToken(string Text, DateTimeOffset Expires);
