using System.Text.Json.Nodes;

namespace LocalPods.Bench.Sections;

/// <summary>What happens after a container ended: how soon it is told, and how soon it runs again.</summary>
internal static class Exits
{
    private const int Rounds = 12;
    private const int GracePeriod = 5;

    public static async Task RunAsync(Target target, Report report)
    {
        await ToldAsync(target, report);
        await RestartedAsync(target, report);
        await StubbornAsync(target, report);
    }

    private static async Task ToldAsync(Target target, Report report)
    {
        var told = new Samples();
        var names = Enumerable.Range(0, Rounds).Select(i => $"exit-{i}").ToArray();
        await target.Pods.CreateAsync([.. names.Select(n => Pods.Manifest(n, spec: new JsonObject { ["restartPolicy"] = "Never" }))]);
        foreach (var name in names)
        {
            await Machine.PauseAsync(0.5); // an idle machine is what is asked about
            var id = Pods.ContainerId(Status(await target.Pods.GetAsync(name)));
            var seenAt = default(DateTimeOffset);
            await target.Pods.UntilAsync([name], IsTold, () => target.Engine.KillAsync(id));
            told.Add(seenAt - await target.Engine.FinishedAtAsync(id));

            bool IsTold(JsonNode change)
            {
                var ended = Status(change["object"]!)["state"]!["terminated"] is not null;
                seenAt = ended ? Machine.Clock.GetUtcNow() : seenAt;
                return ended;
            }
        }

        await target.Pods.DeleteAsync(names);
        report.Row("exit of a container -> in the pod's status (median)", Report.Milliseconds(told.Median), "100 ms");
        report.Row("exit of a container -> in the pod's status (slowest)", Report.Milliseconds(told.Quantile(1)));
    }

    // The floor is one container created and started in a pause container's namespaces.
    private static async Task RestartedAsync(Target target, Report report)
    {
        var (again, floor) = (new Samples(), new Samples());
        var names = Enumerable.Range(0, Rounds).Select(i => $"again-{i}").ToArray();
        await target.Pods.CreateAsync([.. names.Select(n => Pods.Manifest(n))]);
        var (pause, app) = await target.Engine.RunPodAsync();
        foreach (var name in names)
        {
            await Machine.PauseAsync(0.5);
            var before = Machine.Clock.GetUtcNow();
            var single = await target.Engine.RunAppAsync(pause);
            floor.Add(await target.Engine.StartedAtAsync(single) - before);
            await target.Engine.RemoveAsync(single);

            var id = Pods.ContainerId(Status(await target.Pods.GetAsync(name)));
            var change = await target.Pods.UntilAsync(
                [name], c => Status(c["object"]!) is var s && s["restartCount"]!.GetValue<int>() == 1 && s["state"]!["running"] is not null, () => target.Engine.KillAsync(id));
            again.Add(await target.Engine.StartedAtAsync(Pods.ContainerId(Status(change["object"]!))) - await target.Engine.FinishedAtAsync(id));
        }

        await target.Engine.RemovePodAsync((pause, app));
        await target.Pods.DeleteAsync(names);
        report.Row("exit of a container -> it runs again, the first time", again, floor, "floor + 30 ms");
    }

    private static async Task StubbornAsync(Target target, Report report)
    {
        var deaf = new JsonObject { ["command"] = new JsonArray("sh", "-c", "trap '' TERM; while true; do sleep 1; done") };
        await target.Pods.CreateAsync(Pods.Manifest("deaf", spec: new JsonObject
        {
            ["containers"] = new JsonArray(Pods.Container("a", deaf), Pods.Container("b", deaf), Pods.Container("c", deaf)),
            ["terminationGracePeriodSeconds"] = GracePeriod,
        }));
        var gone = new Samples();
        await gone.TimeAsync(() => target.Pods.DeleteAsync("deaf"));
        report.Row($"3 containers deaf to TERM, grace {GracePeriod} s: delete -> gone", Report.Milliseconds(gone.Median), "5000 to 6000 ms");
    }

    private static JsonNode Status(JsonNode pod) => pod["status"]!["containerStatuses"]![0]!;
}
