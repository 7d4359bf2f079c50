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
    private const int Rounds = 100;
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
        for (var round = -Rounds; round < Rounds; round++)
        {
            await samples.TimeAsync(() => work(round + Rounds), round >= 0);
        }

        report.Row($"{figure}: p50, p99", $"{Report.Milliseconds(samples.Median)}, {Report.Milliseconds(samples.Quantile(0.99))}", target);
    }

    // From the request of the write until a watcher has read the change.
    private static async Task WatchedAsync(UnixHttp http, int pid, Report report)
    {
        var seen = new Samples();
        var (sent, counted) = (0L, false);
        using var waiting = new CountdownEvent(Watchers);
        await using var watchers = await Watching.OpenAsync(http, await FromNowAsync(http), Watchers, () =>
        {
            var took = Stopwatch.GetElapsedTime(Volatile.Read(ref sent));
            lock (seen)
            {
                if (counted)
                {
                    seen.Add(took);
                }
            }

            waiting.Signal();
        });
        var before = TimeSpan.Zero;
        for (var round = -Rounds; round < Rounds; round++)
        {
            if (round == 0)
            {
                (before, counted) = (Machine.ProcessorTime(pid), true);
            }

            waiting.Reset();
            Volatile.Write(ref sent, Stopwatch.GetTimestamp());
            await http.SendAsync(HttpMethod.Post, Maps, Map($"watched-{round + Rounds}"));
            await watchers.OrFailureAsync(waiting);
        }

        var each = (Machine.ProcessorTime(pid) - before) / (Rounds * Watchers);
        report.Row($"a write, seen by {Watchers} watchers: p50, p99", $"{Report.Milliseconds(seen.Median)}, {Report.Milliseconds(seen.Quantile(0.99))}", "p99 10 ms");
        report.Row("the same: processor time of the daemon for each watcher", $"{each.TotalMicroseconds:0} us");
    }

    // Between two numbers of watchers: what is allotted once for all does not count.
    private static async Task IdleAsync(UnixHttp http, int pid, Report report)
    {
        var path = await FromNowAsync(http);
        await using var some = await Watching.OpenAsync(http, path, FewWatchers, () => { });
        var before = await Machine.ResidentAsync(pid);
        await using var more = await Watching.OpenAsync(http, path, MoreWatchers, () => { });
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
