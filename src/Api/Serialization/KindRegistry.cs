using System.Collections.Immutable;

namespace LocalPods.Api.Serialization;

/// <summary>The kinds that can be read, and what was probably meant by one that cannot.</summary>
public sealed class KindRegistry(IEnumerable<KnownKind> kinds)
{
    public ImmutableArray<KnownKind> Kinds { get; } = [.. kinds];

    public KnownKind? Find(string apiVersion, string kind) => Kinds.FirstOrDefault(known => known.ApiVersion == apiVersion && known.Kind == kind);

    public bool HasVersion(string apiVersion) => Kinds.Any(known => known.ApiVersion == apiVersion);

    /// <summary>The kind of that name in whatever version.</summary>
    public KnownKind? FindKind(string kind) => Kinds.FirstOrDefault(known => known.Kind == kind);

    /// <summary>The closest kind: other case, plural, a slip. Kinds of the given version come first.</summary>
    public KnownKind? Guess(string apiVersion, string kind)
    {
        var singular = kind.EndsWith('s') ? kind[..^1] : kind;
        var ordered = Kinds.OrderBy(known => known.ApiVersion == apiVersion ? 0 : 1).ToList();
        return ordered.Find(known => known.Kind.Equals(kind, StringComparison.OrdinalIgnoreCase))
            ?? ordered.Find(known => known.Kind.Equals(singular, StringComparison.OrdinalIgnoreCase))
            ?? (EditDistance.Closest(kind, ordered.Select(known => known.Kind)) is { } close ? ordered.Find(known => known.Kind == close) : null);
    }

    public string? GuessVersion(string apiVersion) => EditDistance.Closest(apiVersion, Kinds.Select(known => known.ApiVersion).Distinct(StringComparer.Ordinal));
}
