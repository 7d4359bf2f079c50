using System.Diagnostics;

namespace LocalPods.Bench;

/// <summary>What processes use of the machine.</summary>
internal static class Machine
{
    public static TimeProvider Clock { get; } = TimeProvider.System;

    /// <summary>Processes that ran or wanted to, on average over the last minute; empty where nobody tells.</summary>
    public static string Load() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "";

    public static Task PauseAsync(double seconds) => Task.Delay(TimeSpan.FromSeconds(seconds), Clock);

    /// <summary>The memory a process has resident, once it has stopped to change.</summary>
    public static async Task<long> ResidentAsync(int pid)
    {
        const double still = 0.01;
        using var process = Process.GetProcessById(pid);
        for (var last = 0L; ;)
        {
            await PauseAsync(1);
            process.Refresh();
            var now = process.WorkingSet64;
            if (Math.Abs(now - last) < now * still)
            {
                return now;
            }

            last = now;
        }
    }

    /// <summary>What a process has used of processors so far.</summary>
    public static TimeSpan ProcessorTime(int pid)
    {
        using var process = Process.GetProcessById(pid);
        return process.TotalProcessorTime;
    }

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
