using System.Globalization;

namespace LocalPods.Runtime.Docker.Processes;

/// <summary>What this machine uses, from <c>/proc</c>.</summary>
internal static class NodeUsage
{
    /// <summary>Of a second, in which the kernel counts; the same on every Linux that .NET runs on.</summary>
    private const int TicksPerSecond = 100;

    /// <summary>Null where there is no such file.</summary>
    public static UsageSample? Read(DateTimeOffset now)
    {
        try
        {
            return Of(File.ReadAllText("/proc/stat"), File.ReadAllText("/proc/meminfo"), now);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Reads the texts of both files.</summary>
    internal static UsageSample Of(string stat, string meminfo, DateTimeOffset now)
    {
        // cpu user nice system idle iowait irq softirq steal ...: idle and waiting is no use.
        var cpu = stat[..stat.IndexOf('\n', StringComparison.Ordinal)].Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(Number).ToArray();
        var ticks = cpu.Where((_, at) => at is not (3 or 4) and < 8).Sum();
        var kilobytes = meminfo.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split([':', ' '], StringSplitOptions.RemoveEmptyEntries))
            .ToDictionary(parts => parts[0], parts => Number(parts[1]), StringComparer.Ordinal);
        var used = kilobytes["MemTotal"] - kilobytes["MemFree"] - kilobytes.GetValueOrDefault("Inactive(file)");
        return new UsageSample(now, TimeSpan.FromSeconds((double)ticks / TicksPerSecond), Math.Max(0, used) * 1024);
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
