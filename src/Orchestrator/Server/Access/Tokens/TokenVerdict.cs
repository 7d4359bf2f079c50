namespace LocalPods.Orchestrator.Server.Access.Tokens;

/// <summary>Whose a token is.</summary>
/// <param name="Caller">Null when it is not good.</param>
/// <param name="Audiences">Those of the audiences asked for that it is good for.</param>
/// <param name="Error">Why it is not good; empty when it is.</param>
internal sealed record TokenVerdict(Caller? Caller, ImmutableArray<string> Audiences, string Error);
