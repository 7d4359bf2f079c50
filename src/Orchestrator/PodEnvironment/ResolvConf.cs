using LocalPods.Api.Core;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.PodEnvironment;

/// <summary>Name service of a pod (spec 2.3). The node has no cluster DNS, so <c>ClusterFirst</c> reads like <c>Default</c>.</summary>
internal static class ResolvConf
{
    public const int MostServers = 3;
    public const int MostSearches = 32;

    /// <summary>Puts servers, searches and options together.</summary>
    /// <param name="spec">Policy and additions.</param>
    /// <param name="ofNode">The node's own file; read only where something is added to it.</param>
    /// <returns>Null keeps what the engine writes, which is the node's.</returns>
    public static DnsConfig? For(PodSpec spec, Func<string> ofNode)
    {
        if (spec.DnsPolicy != "None" && spec.DnsConfig is null)
        {
            return null;
        }

        var start = spec.DnsPolicy == "None" ? new DnsConfig([], [], []) : Parse(ofNode());
        var added = spec.DnsConfig ?? new PodDNSConfig();
        return new DnsConfig(
            [.. start.Servers.Concat(added.Nameservers).Distinct().Take(MostServers)],
            [.. start.Searches.Concat(added.Searches).Distinct().Take(MostSearches)],
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
