namespace LocalPods.Orchestrator.Runtime;

/// <summary>An image that is present.</summary>
/// <param name="Id"><c>sha256:…</c>.</param>
/// <param name="Tags">Names with tags.</param>
/// <param name="Digests">Names with repository digests; empty for an image that was never pulled.</param>
/// <param name="SizeBytes">On disk.</param>
/// <param name="User">User the image runs as; empty is root.</param>
public sealed record ImageStatus(string Id, ImmutableArray<string> Tags, ImmutableArray<string> Digests, long SizeBytes, string User);

/// <summary>One step of a pull: of a layer, or of the whole when <paramref name="Layer"/> is null.</summary>
/// <param name="Layer">Short id of the layer.</param>
/// <param name="Step">The engine's word for it: <c>Downloading</c>, <c>Extracting</c>, <c>Pull complete</c>.</param>
/// <param name="CurrentBytes">Done so far; 0 when the step has no size.</param>
/// <param name="TotalBytes">To be done; 0 when not known.</param>
public readonly record struct PullProgress(string? Layer, string Step, long CurrentBytes, long TotalBytes);

/// <summary>What a registry asks for.</summary>
public sealed record RegistryCredentials(string Server, string Username, string Password)
{
    /// <summary>Never shows the password.</summary>
    public override string ToString() => $"{Username}@{Server}";
}
