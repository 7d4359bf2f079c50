using System.Collections.Concurrent;
using System.Globalization;
using LocalPods.Bench;

// Usage: LocalPods.Bench ENGINE_SOCKET LOCALPODS_SOCKET PAUSE_IMAGE INSTANCE
var (engineSocket, podsSocket, pauseImage, instance) = (args[0], args[1], args[2], args[3]);
using var engine = new Engine(new UnixHttp(engineSocket), pauseImage);
using var pods = new Pods(new UnixHttp(podsSocket));
const int Rounds = 10;
const int Burst = 30;
const int BurstRounds = 3;

// Both sides take turns, so that a slow spell of the machine hits both.
var (one, oneFloor, gone, goneFloor) = (new Samples(), new Samples(), new Samples(), new Samples());
for (var round = 0; round <= Rounds; round++)
{
    var counted = round > 0; // the first round only warms up
    var floorPod = default((string Pause, string App));
    await oneFloor.TimeAsync(async () => floorPod = await engine.RunPodAsync(), counted);
    await goneFloor.TimeAsync(() => engine.RemovePodAsync(floorPod), counted);
    await one.TimeAsync(() => pods.CreateAsync([$"one-{round}"]), counted);
    await gone.TimeAsync(() => pods.DeleteAsync([$"one-{round}"]), counted);
}

// The engine is fastest at some number of pods in flight: the floor of a burst is the best of these.
int[] widths = [2, 4, 8, 16];
var floors = widths.ToDictionary(width => width, _ => (Create: new Samples(), Delete: new Samples()));
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
    await burst.TimeAsync(() => pods.CreateAsync(names));
    await burstGone.TimeAsync(() => pods.DeleteAsync(names));
}

var (createWidth, (bestCreate, _)) = floors.MinBy(f => f.Value.Create.Median);
var (deleteWidth, (_, bestDelete)) = floors.MinBy(f => f.Value.Delete.Median);
Console.WriteLine($"{Environment.ProcessorCount} processors; medians of {Rounds} rounds (one pod) and {BurstRounds} (burst), LocalPods and floor in turns");
Console.WriteLine($"{"figure",-48} {"LocalPods",11} {"floor",11} {"ratio",7}");
Row("one pod: create -> Ready", one, oneFloor);
Row("one pod: delete -> gone", gone, goneFloor);
Row($"{Burst} pods: create -> all Ready (floor {createWidth} wide)", burst, bestCreate);
Row($"{Burst} pods: delete -> all gone (floor {deleteWidth} wide)", burstGone, bestDelete);
Console.WriteLine($"floor of {Burst} pods by width, create and delete in ms: " + string.Join(", ", floors.Select(f => string.Create(
    CultureInfo.InvariantCulture, $"{f.Key} wide {f.Value.Create.Median.TotalMilliseconds:0} and {f.Value.Delete.Median.TotalMilliseconds:0}"))));
var left = await engine.CountAsync($"localpods.io/instance={instance}");
Console.WriteLine($"containers of the instance left on the engine: {left}");
return left == 0 ? 0 : 1;

static void Row(string figure, Samples ours, Samples floor) => Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture,
    $"{figure,-48} {ours.Median.TotalMilliseconds,8:0} ms {floor.Median.TotalMilliseconds,8:0} ms {ours.Median / floor.Median,7:0.00}"));
