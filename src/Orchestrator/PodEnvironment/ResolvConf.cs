using LocalPods.Api.Core;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.PodEnvironment;

/// <summary>Name service of a pod (spec 2.3). The node has no cluster DNS, so <c>ClusterFirst</c> reads like <c>Default</c>.</summary>
internal static class ResolvConf
{
    public const int MostServers = 3;
    public const int MostSearches = 32;

    /// <summary>Characters of a search domain; some resolvers give up at longer ones.</summary>
    public const int LongestSearch = 255;

    /// <summary>Characters of all search domains with the blanks between them.</summary>
    public const int LongestSearchLine = 2048;

    private const string LocalResolver = "127.0.0.53";

    /// <summary>Puts servers, searches and options together.</summary>
    /// <param name="spec">Policy and additions.</param>
    /// <param name="ofNode">The node's own file; read only where something is added to it.</param>
    /// <returns>Null keeps what the engine writes, which is the node's.</returns>
    public static DnsConfig? For(PodSpec spec, Func<string> ofNode) =>
        Whole(spec, ofNode) is { } whole ? whole with { Servers = [.. whole.Servers.Take(MostServers)], Searches = Applied(whole.Searches) } : null;

    /// <summary>What a pod is told of the names and addresses that were too many.</summary>
    public static ImmutableArray<string> Omissions(PodSpec spec, Func<string> ofNode)
    {
        if (Whole(spec, ofNode) is not { } whole)
        {
            return [];
        }

        var servers = string.Join(' ', whole.Servers.Take(MostServers));
        var searches = Applied(whole.Searches);
        string?[] told =
        [
            searches.Length < whole.Searches.Length
                ? $"Search Line limits were exceeded, some search paths have been omitted, the applied search line is: {string.Join(' ', searches)}" : null,
            whole.Servers.Length > MostServers
                ? $"Nameserver limits were exceeded, some nameservers have been omitted, the applied nameserver line is: {servers}" : null,
        ];
        return [.. told.OfType<string>()];
    }

    /// <summary>Whether a resolv.conf names nobody but the local resolver of systemd.</summary>
    public static bool IsLocalOnly(string text) => Parse(text).Servers is [LocalResolver];

    // The first ones, each and all together no longer than resolvers take.
    private static ImmutableArray<string> Applied(ImmutableArray<string> searches)
    {
        var applied = ImmutableArray.CreateBuilder<string>();
        var length = -1;
        foreach (var search in searches.Take(MostSearches).Where(s => s.Length <= LongestSearch))
        {
            length += search.Length + 1;
            if (length > LongestSearchLine)
            {
                break;
            }

            applied.Add(search);
        }

        return applied.ToImmutable();
    }

    private static DnsConfig? Whole(PodSpec spec, Func<string> ofNode)
    {
        if (spec.DnsPolicy != "None" && spec.DnsConfig is null)
        {
            return null;
        }

        var start = spec.DnsPolicy == "None" ? new DnsConfig([], [], []) : Parse(ofNode());
        var added = spec.DnsConfig ?? new PodDNSConfig();
        return new DnsConfig(
            [.. start.Servers.Concat(added.Nameservers).Distinct()],
            [.. start.Searches.Concat(added.Searches).Distinct()],
            Merge(start.Options, added.Options));
    }

    /// <summary>Reads a resolv.conf: all servers, the last list of searches, all options.</summary>
    public static DnsConfig Parse(string text)
    {
        var servers = ImmutableArray.CreateBuilder<string>();
        var options = ImmutableArray.CreateBuilder<string>();
        ImmutableArray<string> searches = [];
        foreach (var line in text.Split('\n'))
        {
            var words = line.Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
            switch (words)
            {
                case ["nameserver", var server, ..]:
                    servers.Add(server);
                    break;
                case ["search", .. var domains]:
                    searches = [.. domains.Where(d => d != ".")];
                    break;
                case ["options", .. var words2]:
                    options.AddRange(words2);
                    break;
            }
        }

        return new DnsConfig(servers.ToImmutable(), searches, options.ToImmutable());
    }

    // An option of the pod replaces the node's of the same name.
    private static ImmutableArray<string> Merge(ImmutableArray<string> ofNode, ImmutableArray<PodDNSConfigOption> ofPod)
    {
        var names = ofPod.Select(o => o.Name).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. ofNode.Where(o => !names.Contains(o.Split(':', 2)[0])),
            .. ofPod.Select(o => o.Value is null ? o.Name ?? "" : $"{o.Name}:{o.Value}"),
        ];
    }
}
