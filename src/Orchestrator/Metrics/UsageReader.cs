using System.Collections.Concurrent;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Metrics;

/// <summary>
/// Measures use when asked: what was used between two samples. The first of them is kept from the last time somebody asked, if that was not
/// long ago; else both are taken now, a moment apart. All are taken at once.
/// </summary>
internal sealed class UsageReader(IResourceUsage runtime, TimeProvider clock)
{
    /// <summary>Shorter times say too little.</summary>
    public static readonly TimeSpan ShortestWindow = TimeSpan.FromMilliseconds(500);

    /// <summary>Longer times say too little of what is now.</summary>
    public static readonly TimeSpan LongestWindow = TimeSpan.FromSeconds(60);

    /// <summary>A first sample is used again until it is this old.</summary>
    private static readonly TimeSpan s_kept = TimeSpan.FromSeconds(15);

    private const string Node = "";

    private readonly ConcurrentDictionary<string, UsageSample> _first = new(StringComparer.Ordinal);

    /// <summary>What running containers use; those that do not run, or of which the engine would not tell, are missing.</summary>
    public Task<ImmutableDictionary<string, ResourceUse>> OfContainersAsync(ImmutableArray<string> ids, CancellationToken cancellationToken) => OfAsync(ids, cancellationToken);

    /// <summary>What the node uses; null when that is not known.</summary>
    public async Task<ResourceUse?> OfNodeAsync(CancellationToken cancellationToken) => (await OfAsync([Node], cancellationToken)).GetValueOrDefault(Node);

    private async Task<ImmutableDictionary<string, ResourceUse>> OfAsync(ImmutableArray<string> keys, CancellationToken cancellationToken)
    {
        var now = await SampleAsync(keys, cancellationToken);
        var fresh = now.Where(s => !CanFollow(s.Key, s.Value)).ToDictionary();
        if (fresh.Count > 0)
        {
            foreach (var (key, sample) in fresh)
            {
                _first[key] = sample;
            }

            await Task.Delay(ShortestWindow, clock, cancellationToken);
            foreach (var (key, sample) in await SampleAsync([.. fresh.Keys], cancellationToken))
            {
                now[key] = sample;
            }
        }

        var used = now.Select(s => (s.Key, Use: Between(_first.GetValueOrDefault(s.Key), s.Value))).Where(u => u.Use is not null).ToImmutableDictionary(u => u.Key, u => u.Use!, StringComparer.Ordinal);
        Keep(now);
        return used;
    }

    private bool CanFollow(string key, UsageSample sample) =>
        _first.TryGetValue(key, out var first) && sample.At - first.At >= ShortestWindow && sample.At - first.At <= LongestWindow && sample.CpuTime >= first.CpuTime;

    // The newest samples become the first ones of the next time; those of containers that are gone are forgotten.
    private void Keep(Dictionary<string, UsageSample> now)
    {
        foreach (var (key, sample) in now)
        {
            if (!_first.TryGetValue(key, out var first) || sample.At - first.At >= s_kept)
            {
                _first[key] = sample;
            }
        }

        var oldest = clock.GetUtcNow() - (LongestWindow * 2);
        foreach (var (key, first) in _first.Where(f => f.Value.At < oldest))
        {
            _first.TryRemove(KeyValuePair.Create(key, first));
        }
    }

    private static ResourceUse? Between(UsageSample? first, UsageSample last)
    {
        if (first is null || last.At <= first.At)
        {
            return null;
        }

        var window = last.At - first.At;
        var cores = Math.Max(0, (last.CpuTime - first.CpuTime) / window);
        return new ResourceUse(last.At, window, (long)(cores * 1e9), last.WorkingSetBytes);
    }

    private async Task<Dictionary<string, UsageSample>> SampleAsync(ImmutableArray<string> keys, CancellationToken cancellationToken)
    {
        var samples = await Task.WhenAll(keys.Distinct(StringComparer.Ordinal).Select(async key => (Key: key, Sample: await TrySampleAsync(key, cancellationToken))));
        return samples.Where(s => s.Sample is not null).ToDictionary(s => s.Key, s => s.Sample!, StringComparer.Ordinal);
    }

    private async Task<UsageSample?> TrySampleAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            return await (key == Node ? runtime.SampleNodeAsync(cancellationToken) : runtime.SampleAsync(new ContainerId(key), cancellationToken));
        }
        catch (ContainerRuntimeException)
        {
            return null; // it shows no use, as one that has just been started
        }
    }
}
