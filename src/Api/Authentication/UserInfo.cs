using System.Collections.Immutable;
using LocalPods.Api.Meta;

namespace LocalPods.Api.Authentication;

/// <summary>Somebody whom the API knows.</summary>
public sealed record UserInfo
{
    /// <summary>Name, unique among users.</summary>
    public string? Username { get; init; }

    /// <summary>Tells users of one name at different times apart.</summary>
    public string? Uid { get; init; }

    /// <summary>Groups the user is in.</summary>
    public ImmutableArray<string> Groups { get => field.OrEmpty(); init; }

    /// <summary>Further facts about the user.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<string>>? Extra { get; init; }
}
