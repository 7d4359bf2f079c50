namespace LocalPods.Bench.Sections;

/// <summary>What the daemon uses while nothing happens.</summary>
internal static class Idle
{
    private const int Count = 20;
    private const int Seconds = 30;

    public static async Task RunAsync(Target target, Report report)
    {
        var names = Enumerable.Range(0, Count).Select(i => $"idle-{i}").ToArray();
        await target.Pods.CreateAsync([.. names.Select(n => Pods.Manifest(n))]);
        await Machine.PauseAsync(10);
        var (processors, resident) = await Machine.WatchAsync(await target.Cli.DaemonPidAsync(), Seconds);
        await target.Pods.DeleteAsync(names);
        report.Row($"{Count} pods, nothing happens for {Seconds} s: processors", Report.Processors(processors));
        report.Row($"{Count} pods, nothing happens for {Seconds} s: resident", Report.Megabytes(resident));
    }
}
