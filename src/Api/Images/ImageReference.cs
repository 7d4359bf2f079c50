using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace LocalPods.Api.Images;

/// <summary>The name of an image, by the grammar that registries and engines share (distribution <c>reference</c>).</summary>
/// <param name="Registry">Host, with its port if it has one; <c>docker.io</c> when the name has none.</param>
/// <param name="Repository">Path below it; <c>library/nginx</c> for <c>nginx</c>.</param>
/// <param name="Tag">Null when there is only a digest.</param>
/// <param name="Digest">With its algorithm; null when there is none.</param>
/// <param name="Text">As it was written, with <c>:latest</c> when it had neither tag nor digest.</param>
public sealed partial record ImageReference(string Registry, string Repository, string? Tag, string? Digest, string Text)
{
    /// <summary>The registry of names that have none.</summary>
    public const string DefaultRegistry = "docker.io";

    private const string DefaultTag = "latest";
    private const string OfficialImages = "library/";
    private const string Malformed = "invalid reference format";

    /// <summary>Longest name, registry and repository together.</summary>
    private const int LongestName = 255;

    /// <summary>Longest text that is looked at: name, tag and digest with room to spare.</summary>
    private const int LongestText = 1024;

    /// <summary>Registry and repository.</summary>
    public string Name => $"{Registry}/{Repository}";

    /// <summary>Takes a name apart.</summary>
    /// <param name="text">As in a manifest.</param>
    /// <param name="reference">What it says.</param>
    /// <param name="error">Why it is no name, in the words of Kubernetes; empty when it is one.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ImageReference? reference, out string error)
    {
        (reference, error) = (null, Malformed);
        if (string.IsNullOrEmpty(text) || text.Length > LongestText)
        {
            return false;
        }

        if (Whole().Match(text) is not { Success: true } parts)
        {
            error = Whole().IsMatch(text.ToLowerInvariant())
                ? $"{Malformed}: repository name ({Split(text).Repository.Split(':', '@')[0]}) must be lowercase"
                : Malformed;
            return false;
        }

        var (registry, repository) = Split(parts.Groups["name"].Value);
        if (registry.Length + 1 + repository.Length > LongestName)
        {
            error = $"repository name must not be more than {LongestName} characters";
            return false;
        }

        var (tag, digest) = (Group(parts, "tag"), Group(parts, "digest"));
        var untold = tag is null && digest is null;
        reference = new ImageReference(registry, repository, untold ? DefaultTag : tag, digest, untold ? $"{text}:{DefaultTag}" : text);
        error = "";
        return true;
    }

    public override string ToString() => Text;

    private static string? Group(Match match, string name) => match.Groups[name] is { Success: true } group ? group.Value : null;

    // What stands before the first slash is a registry only when it could be no repository.
    private static (string Registry, string Repository) Split(string name)
    {
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        var first = slash < 0 ? "" : name[..slash];
        var (registry, repository) = first.Contains('.', StringComparison.Ordinal) || first.Contains(':', StringComparison.Ordinal) || first == "localhost"
            || first.Any(char.IsAsciiLetterUpper)
                ? (first, name[(slash + 1)..])
                : (DefaultRegistry, name);
        registry = registry == "index.docker.io" ? DefaultRegistry : registry;
        return (registry, registry == DefaultRegistry && !repository.Contains('/', StringComparison.Ordinal) ? OfficialImages + repository : repository);
    }

    [GeneratedRegex(
        @"\A(?<name>(?:(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(?:\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*(?::[0-9]+)?/)?"
        + @"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*)"
        + @"(?::(?<tag>[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?(?:@(?<digest>[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}))?\z",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Whole();
}
