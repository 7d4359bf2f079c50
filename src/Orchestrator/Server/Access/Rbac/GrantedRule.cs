using LocalPods.Api.Rbac;

namespace LocalPods.Orchestrator.Server.Access.Rbac;

/// <summary>A rule that somebody has.</summary>
/// <param name="Rule">What it allows.</param>
/// <param name="Source">The binding it comes from, for people.</param>
internal sealed record GrantedRule(PolicyRule Rule, string Source);
