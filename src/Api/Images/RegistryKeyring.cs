using System.Collections.Immutable;

namespace LocalPods.Api.Images;

/// <summary>
/// Credentials by the images they are for (matching as in kubelet <c>credentialprovider/keyring.go</c>): a host, with port if
/// the image has one, whose parts may hold <c>*</c> and <c>?</c>, and the beginning of a path.
/// </summary>
/// <param name="credentials">In any order; their <see cref="RegistryCredentials.Server"/> says what for.</param>
public sealed class RegistryKeyring(IEnumerable<RegistryCredentials> credentials)
{
    private const string DefaultRegistryKey = "index.docker.io";

    // The longer of two paths below one host comes first.
    private readonly ImmutableArray<(string Host, string Path, RegistryCredentials Credentials)> _entries =
        [.. credentials.Select(c => Place(c)).OrderByDescending(e => e.Host + e.Path, StringComparer.Ordinal)];

    /// <summary>All that may open the image's registry, the most exact first.</summary>
    public ImmutableArray<RegistryCredentials> Find(ImageReference image)
    {
        ImmutableArray<RegistryCredentials> matching =
            [.. _entries.Where(e => HostMatches(e.Host, image.Registry) && $"/{image.Repository}".StartsWith(e.Path, StringComparison.Ordinal)).Select(e => e.Credentials)];
        return matching.IsEmpty && image.Registry == ImageReference.DefaultRegistry
            ? [.. _entries.Where(e => e.Host == DefaultRegistryKey).Select(e => e.Credentials)]
            : matching;
    }

    // https://host/v1/ is how old clients wrote a host; any other path narrows what it is for.
    private static (string Host, string Path, RegistryCredentials) Place(RegistryCredentials credentials)
    {
        var text = credentials.Server;
        text = text[(text.IndexOf("://", StringComparison.Ordinal) is >= 0 and var scheme ? scheme + 3 : 0)..];
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var (host, path) = slash < 0 ? (text, "") : (text[..slash], text[slash..]);
        if (path.StartsWith("/v1/", StringComparison.Ordinal) || path.StartsWith("/v2/", StringComparison.Ordinal))
        {
            path = path[3..];
        }

        return (host, path == "/" ? "" : path, credentials);
    }

    private static bool HostMatches(string pattern, string host)
    {
        var ((patternName, patternPort), (name, port)) = (Port(pattern), Port(host));
        var (patterns, parts) = (patternName.Split('.'), name.Split('.'));
        return patternPort == port && patterns.Length == parts.Length && patterns.Zip(parts).All(p => PartMatches(p.First, p.Second));
    }

    private static (string Name, string Port) Port(string host) =>
        host.LastIndexOf(':') is > 0 and var colon && colon > host.LastIndexOf(']') ? (host[..colon], host[(colon + 1)..]) : (host, "");

    private static bool PartMatches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> part)
    {
        while (!pattern.IsEmpty)
        {
            if (pattern[0] == '*')
            {
                for (var skip = 0; skip <= part.Length; skip++)
                {
                    if (PartMatches(pattern[1..], part[skip..]))
                    {
                        return true;
                    }
                }

                return false;
            }

            if (part.IsEmpty || (pattern[0] != '?' && pattern[0] != part[0]))
            {
                return false;
            }

            pattern = pattern[1..];
            part = part[1..];
        }

        return part.IsEmpty;
    }
}
