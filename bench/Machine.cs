using System.Diagnostics;

namespace LocalPods.Bench;

/// <summary>What processes use of the machine.</summary>
internal static class Machine
{
    public static TimeProvider Clock { get; } = TimeProvider.System;

    /// <summary>Processes that ran or wanted to, on average over the last minute; empty where nobody tells.</summary>
    public static string Load() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "";

    public static Task PauseAsync(double seconds) => Task.Delay(TimeSpan.FromSeconds(seconds), Clock);

    /// <summary>How much of one processor a process uses over a while, and the most memory it had resident, looked at each second.</summary>
    public static async Task<(double Processors, long ResidentBytes)> WatchAsync(int pid, int seconds)
    {
        using var process = Process.GetProcessById(pid);
        var (before, since, most) = (process.TotalProcessorTime, Stopwatch.GetTimestamp(), 0L);
        for (var second = 0; second < seconds; second++)
        {
            await PauseAsync(1);
            process.Refresh();
            most = Math.Max(most, process.WorkingSet64);
        }

        return ((process.TotalProcessorTime - before) / Stopwatch.GetElapsedTime(since), most);
    }
}
