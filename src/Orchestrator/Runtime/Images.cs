using LocalPods.Api.Images;

namespace LocalPods.Orchestrator.Runtime;

/// <summary>An image that is present.</summary>
/// <param name="Id"><c>sha256:…</c>.</param>
/// <param name="Tags">Names with tags.</param>
/// <param name="Digests">Names with repository digests; empty for an image that was never pulled.</param>
/// <param name="SizeBytes">On disk.</param>
/// <param name="User">User the image runs as; empty is root.</param>
public sealed record ImageStatus(string Id, ImmutableArray<string> Tags, ImmutableArray<string> Digests, long SizeBytes, string User)
{
    /// <summary>What it runs on: <c>linux/amd64</c>; empty when not known. Lists of images leave out this and what follows.</summary>
    public string Platform { get; init; } = "";

    /// <summary>Program and first arguments when a container names none.</summary>
    public ImmutableArray<string> Entrypoint { get; init; } = [];

    /// <summary>Arguments when a container names none.</summary>
    public ImmutableArray<string> Arguments { get; init; } = [];

    /// <summary>Where it starts; empty for the root.</summary>
    public string WorkingDir { get; init; } = "";

    /// <summary>Its variable <c>PATH</c>; empty when it has none.</summary>
    public string SearchPath { get; init; } = "";
}

/// <summary>One step of a pull: of a layer, or of the whole when <paramref name="Layer"/> is null.</summary>
/// <param name="Layer">Short id of the layer.</param>
/// <param name="Step">The engine's word for it: <c>Downloading</c>, <c>Extracting</c>, <c>Pull complete</c>.</param>
/// <param name="CurrentBytes">Done so far; 0 when the step has no size.</param>
/// <param name="TotalBytes">To be done; 0 when not known.</param>
public readonly record struct PullProgress(string? Layer, string Step, long CurrentBytes, long TotalBytes);

/// <summary>What the engine's user is known by to a registry.</summary>
/// <param name="Credentials">In the order to try them; empty when there are none for it.</param>
/// <param name="Problems">What kept more from being found, for people; holds no secrets.</param>
public sealed record RegistryLogins(ImmutableArray<RegistryCredentials> Credentials, ImmutableArray<string> Problems)
{
    public static readonly RegistryLogins None = new([], []);
}

/// <summary>The disk that images are kept on.</summary>
/// <param name="CapacityBytes">All of it.</param>
/// <param name="AvailableBytes">Free for the engine.</param>
public readonly record struct ImageDisk(long CapacityBytes, long AvailableBytes);
