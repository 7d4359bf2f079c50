using System.Globalization;
using System.Text.Json.Nodes;

namespace LocalPods.Bench.Sections;

/// <summary>
/// Many pods, each with an HTTP liveness and readiness probe every second. How late a probe starts is counted by the daemon,
/// the only one who knows when it was due; a server that all probes go to sees independently how regularly they come.
/// </summary>
internal static class Probes
{
    private const int Count = 100;
    private const int Seconds = 30;

    public static async Task RunAsync(Target target, Report report)
    {
        using var server = ProbeServer.Start();
        var names = Enumerable.Range(0, Count).Select(i => $"probed-{i}").ToArray();
        await target.Pods.CreateAsync([.. names.Select(n => Pods.Manifest(n, new JsonObject
        {
            ["livenessProbe"] = Probe(server.Port, $"/{n}/live"),
            ["readinessProbe"] = Probe(server.Port, $"/{n}/ready"),
        }))]);
        await Machine.PauseAsync(5); // what creating them left to do is over

        var pid = await target.Cli.DaemonPidAsync();
        var before = await StartsAsync(target);
        server.Forget();
        var (processors, resident) = await Machine.WatchAsync(pid, Seconds);
        var arrivals = server.IntervalErrors(TimeSpan.FromSeconds(1));
        var started = (await StartsAsync(target)).Since(before);
        await target.Pods.DeleteAsync(names);

        var what = $"{Count} pods, {2 * Count} HTTP probes a second: ";
        report.Row(what + "late (p99)", started.Within(0.99), "50 ms");
        report.Row(what + "late (p50)", started.Within(0.5));
        report.Row(what + "interval off by (p99)", Report.Milliseconds(arrivals.Quantile(0.99)));
        report.Row(what + "made", started.Total.ToString(CultureInfo.InvariantCulture), string.Create(CultureInfo.InvariantCulture, $"{2 * Count * Seconds} in {Seconds} s"));
        report.Row(what + "processors", Report.Processors(processors), "0.5");
        report.Row(what + "resident", Report.Megabytes(resident), "150 MB");
    }

    private static JsonObject Probe(int port, string path) => new()
    {
        ["httpGet"] = new JsonObject { ["host"] = "127.0.0.1", ["port"] = port, ["path"] = path },
        ["periodSeconds"] = 1,
    };

    private static async Task<ProbeStarts> StartsAsync(Target target) => ProbeStarts.Read((await target.Cli.StatusAsync())["probes"]!);
}
