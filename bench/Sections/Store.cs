using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace LocalPods.Bench.Sections;

/// <summary>
/// The API over a store of 50,000 objects: reads, writes that are on the disk when they are answered, and watches. Its pods are of a node that is
/// not there, so that nothing runs. Last of all sections: what it stores goes with the instance.
/// </summary>
internal static class Store
{
    private const int Objects = 50_000;
    private const int Pods = 1_000;
    private const int Writers = 64;
    private const int WarmUps = 100;
    private const int Rounds = 500;
    private const int Watchers = 100;
    private const int FewWatchers = 250;
    private const int MoreWatchers = 1_000;
    private const string Maps = "/api/v1/namespaces/default/configmaps";
    private const string PodPath = "/api/v1/namespaces/default/pods";

    public static async Task RunAsync(Target target, Report report)
    {
        using var http = new UnixHttp((await target.Cli.StatusAsync())["socket"]!.GetValue<string>());
        var pid = await target.Cli.DaemonPidAsync();
        await AtOnceAsync(Pods, i => http.SendAsync(HttpMethod.Post, PodPath, LocalPods.Bench.Pods.Manifest($"stored-{i}", spec: new JsonObject { ["nodeName"] = "elsewhere" })));
        var filled = Stopwatch.GetTimestamp();
        await AtOnceAsync(Objects - Pods, i => http.SendAsync(HttpMethod.Post, Maps, Map($"stored-{i}")));
        var rate = (Objects - Pods) / Stopwatch.GetElapsedTime(filled).TotalSeconds;
        report.Row($"{Writers} writers at once, up to {Objects} objects: writes/s", rate.ToString("0", CultureInfo.InvariantCulture), "> 2000");

        await RowAsync(report, $"list of {Pods} pods", "15 ms", _ => http.ReadAsync(PodPath));
        await RowAsync(report, "get of one object", "1 ms", i => http.ReadAsync($"{Maps}/stored-{i}"));
        await RowAsync(report, "create of one object, on the disk", "3 ms", i => http.SendAsync(HttpMethod.Post, Maps, Map($"single-{i}")));
        await WatchedAsync(http, pid, report);
        await IdleAsync(http, pid, report);
    }

    private static async Task RowAsync(Report report, string figure, string target, Func<int, Task> work)
    {
        var samples = new Samples();
        for (var round = -WarmUps; round < Rounds; round++)
        {
            await samples.TimeAsync(() => work(round + WarmUps), round >= 0);
        }

        report.Row($"{figure}: p50, p99", $"{Report.Milliseconds(samples.Median)}, {Report.Milliseconds(samples.Quantile(0.99))}", target);
    }

    // From before the request of the write until the last of the watchers has read the change.
    private static async Task WatchedAsync(UnixHttp http, int pid, Report report)
    {
        var (written, seen) = (new Samples(), new Samples());
        using var watchers = Watching.Open(http.SocketPath, await FromNowAsync(http), Watchers);
        var before = TimeSpan.Zero;
        for (var round = -WarmUps; round < Rounds; round++)
        {
            before = round == 0 ? Machine.ProcessorTime(pid) : before;
            var map = Map($"watched-{round + WarmUps}");
            var sent = Stopwatch.GetTimestamp();
            var writing = written.TimeAsync(() => http.SendAsync(HttpMethod.Post, Maps, map), round >= 0);
            watchers.NextOfEach();
            if (round >= 0)
            {
                seen.Add(Stopwatch.GetElapsedTime(sent));
            }

            await writing;
        }

        var each = (Machine.ProcessorTime(pid) - before) / (Rounds * Watchers);
        report.Row($"a write, until the last of {Watchers} watchers has it: p50, p99", $"{Report.Milliseconds(seen.Median)}, {Report.Milliseconds(seen.Quantile(0.99))}", "p99 10 ms");
        report.Row("the answer to the same write: p50, p99", $"{Report.Milliseconds(written.Median)}, {Report.Milliseconds(written.Quantile(0.99))}");
        report.Row("processor time of the daemon for each of the watchers", $"{each.TotalMicroseconds:0} us");
    }

    // Between two numbers of watchers: what is allotted once for all does not count.
    private static async Task IdleAsync(UnixHttp http, int pid, Report report)
    {
        var target = await FromNowAsync(http);
        using var some = Watching.Open(http.SocketPath, target, FewWatchers);
        var before = await Machine.ResidentAsync(pid);
        using var more = Watching.Open(http.SocketPath, target, MoreWatchers);
        var each = (await Machine.ResidentAsync(pid) - before) / MoreWatchers;
        report.Row($"memory of an idle watcher, {FewWatchers} to {FewWatchers + MoreWatchers} of them", $"{each / 1000} KB", "50 KB");
    }

    private static async Task<string> FromNowAsync(UnixHttp http)
    {
        var newest = (await http.SendAsync(HttpMethod.Get, Maps + "?limit=1", null))!["metadata"]!["resourceVersion"]!.GetValue<string>();
        return $"{Maps}?watch=true&resourceVersion={newest}";
    }

    private static JsonObject Map(string name) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "ConfigMap",
        ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = new JsonObject { ["app"] = "bench" } },
        ["data"] = new JsonObject { ["key"] = "value", ["text"] = new string('x', 200) },
    };

    private static async Task AtOnceAsync(int count, Func<int, Task> work) =>
        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = Writers }, async (i, _) => await work(i));
}
