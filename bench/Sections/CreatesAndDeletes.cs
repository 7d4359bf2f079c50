using System.Collections.Concurrent;
using System.Globalization;

namespace LocalPods.Bench.Sections;

/// <summary>Pods made and deleted, one and many, against the same containers made by bare calls to the engine.</summary>
internal static class CreatesAndDeletes
{
    private const int Rounds = 10;
    private const int Burst = 30;
    private const int BurstRounds = 3;

    /// <summary>The engine is fastest at some number of pods in flight: the floor of a burst is the best of these.</summary>
    private static readonly int[] s_widths = [2, 4, 8, 16];

    public static async Task RunAsync(Target target, Report report)
    {
        await OneAsync(target, report);
        await BurstAsync(target, report);
    }

    // Both sides take turns, so that a slow spell of the machine hits both.
    private static async Task OneAsync(Target target, Report report)
    {
        var (engine, pods) = (target.Engine, target.Pods);
        var (one, oneFloor, gone, goneFloor) = (new Samples(), new Samples(), new Samples(), new Samples());
        for (var round = 0; round <= Rounds; round++)
        {
            var counted = round > 0; // the first round only warms up
            var floorPod = default((string Pause, string App));
            await oneFloor.TimeAsync(async () => floorPod = await engine.RunPodAsync(), counted);
            await goneFloor.TimeAsync(() => engine.RemovePodAsync(floorPod), counted);
            await one.TimeAsync(() => pods.CreateAsync(Pods.Manifest($"one-{round}")), counted);
            await gone.TimeAsync(() => pods.DeleteAsync($"one-{round}"), counted);
        }

        report.Row("one pod: create -> Ready", one, oneFloor);
        report.Row("one pod: delete -> gone", gone, goneFloor, "1.3 x floor");
    }

    private static async Task BurstAsync(Target target, Report report)
    {
        var (engine, pods) = (target.Engine, target.Pods);
        var floors = s_widths.ToDictionary(width => width, _ => (Create: new Samples(), Delete: new Samples()));
        var (burst, burstGone) = (new Samples(), new Samples());
        for (var round = 0; round < BurstRounds; round++)
        {
            foreach (var (width, floor) in floors)
            {
                var made = new ConcurrentBag<(string, string)>();
                var parallel = new ParallelOptions { MaxDegreeOfParallelism = width };
                await floor.Create.TimeAsync(() => Parallel.ForEachAsync(Enumerable.Range(0, Burst), parallel, async (_, _) => made.Add(await engine.RunPodAsync())));
                await floor.Delete.TimeAsync(() => Parallel.ForEachAsync(made, parallel, async (pod, _) => await engine.RemovePodAsync(pod)));
            }

            var names = Enumerable.Range(0, Burst).Select(i => $"burst-{round}-{i}").ToArray();
            await burst.TimeAsync(() => pods.CreateAsync([.. names.Select(n => Pods.Manifest(n))]));
            await burstGone.TimeAsync(() => pods.DeleteAsync(names));
        }

        var (createWidth, (bestCreate, _)) = floors.MinBy(f => f.Value.Create.Median);
        var (deleteWidth, (_, bestDelete)) = floors.MinBy(f => f.Value.Delete.Median);
        report.Row($"{Burst} pods: create -> all Ready (floor {createWidth} wide)", burst, bestCreate);
        report.Row($"{Burst} pods: delete -> all gone (floor {deleteWidth} wide)", burstGone, bestDelete);
        report.Text($"medians of {Rounds} rounds (one pod) and {BurstRounds} ({Burst} pods), in turns; floor by width, create and delete in ms: " + string.Join(", ", floors.Select(f => string.Create(
            CultureInfo.InvariantCulture, $"{f.Key} wide {f.Value.Create.Median.TotalMilliseconds:0} and {f.Value.Delete.Median.TotalMilliseconds:0}"))));
    }
}
