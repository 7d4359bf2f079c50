namespace LocalPods.Orchestrator.Volumes;

/// <summary>A token of a pod's service account, to be put into a file.</summary>
/// <param name="Namespace">Of pod and account.</param>
/// <param name="Account">Its name.</param>
/// <param name="PodName">The pod to which the token is bound.</param>
/// <param name="PodUid">The pod to which the token is bound.</param>
/// <param name="Audience">Who is to accept it; null for the API.</param>
/// <param name="Lasts">From now on.</param>
public sealed record PodTokenRequest(string Namespace, string Account, string PodName, string PodUid, string? Audience, TimeSpan Lasts);

/// <summary>A token that was made.</summary>
/// <param name="Text">As it stands in the file.</param>
/// <param name="Expires">When it ends.</param>
public sealed record PodToken(string Text, DateTimeOffset Expires);

/// <summary>Makes a token, or says why there is none.</summary>
public delegate (PodToken? Token, string? Problem) PodTokenIssuer(PodTokenRequest request);
