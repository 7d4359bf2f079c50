namespace LocalPods.Orchestrator.Images;

/// <summary>An image that this node pulled because a pod asked for it, and that nobody had brought before.</summary>
/// <param name="Reference">The name it was pulled by, with tag or digest.</param>
/// <param name="Id">What came.</param>
/// <param name="PulledAt">When it first came.</param>
/// <param name="Secrets">The pods' secrets that opened the registry; a pod needs one of them to use it again. Empty when it is free to all.</param>
internal sealed record PulledImage(string Reference, string Id, DateTimeOffset PulledAt, ImmutableArray<string> Secrets);
