using System.Text.Json.Serialization;

namespace LocalPods.Runtime.Docker.Engine.Wire;

/// <summary>What a container has used up to now; only what is read. Everything is zero when it does not run.</summary>
internal sealed record StatsAnswer
{
    [JsonPropertyName("read")]
    public DateTimeOffset Read { get; set; }

    [JsonPropertyName("cpu_stats")]
    public CpuStatsAnswer CpuStats { get; set; } = new();

    [JsonPropertyName("memory_stats")]
    public MemoryStatsAnswer MemoryStats { get; set; } = new();
}

internal sealed record CpuStatsAnswer
{
    [JsonPropertyName("cpu_usage")]
    public CpuUsageAnswer CpuUsage { get; set; } = new();
}

internal sealed record CpuUsageAnswer
{
    /// <summary>Nanoseconds.</summary>
    [JsonPropertyName("total_usage")]
    public ulong TotalUsage { get; set; }
}

internal sealed record MemoryStatsAnswer
{
    /// <summary>Bytes, caches included.</summary>
    [JsonPropertyName("usage")]
    public long Usage { get; set; }

    /// <summary>As the kernel names them, which differs between the two versions of control groups.</summary>
    [JsonPropertyName("stats")]
    public IReadOnlyDictionary<string, long>? Stats { get; set; }

    /// <summary>Without what could be dropped at once, as the kubelet counts.</summary>
    public long WorkingSet => Math.Max(0, Usage - (Find("total_inactive_file") ?? Find("inactive_file") ?? 0));

    private long? Find(string name) => Stats?.TryGetValue(name, out var bytes) == true ? bytes : null;
}
