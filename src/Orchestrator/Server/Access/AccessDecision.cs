namespace LocalPods.Orchestrator.Server.Access;

/// <summary>Whether something may be done.</summary>
/// <param name="Allowed">Whether it may.</param>
/// <param name="Reason">By what, or what went wrong when it was looked for; empty for nothing to say.</param>
internal sealed record AccessDecision(bool Allowed, string Reason);
