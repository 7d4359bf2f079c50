using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Checking;

/// <summary>What is known of an image.</summary>
internal sealed record ImageFacts
{
    /// <summary>On the engine; null when it is not.</summary>
    public ImageStatus? Present { get; init; }

    /// <summary>Platforms that its registry has; null when it was not asked, or did not say.</summary>
    public ImmutableArray<string>? Platforms { get; init; }

    /// <summary>Why the registry does not give it; null when it does, or was not asked.</summary>
    public string? Refusal { get; init; }

    /// <summary>An image of the engine with nearly that name.</summary>
    public string? Near { get; init; }

    /// <summary>Executable files of it, of those that were looked for; null when it could not be looked into.</summary>
    public ImmutableHashSet<string>? Programs { get; init; }
}
