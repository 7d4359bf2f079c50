using System.Text.Json;

namespace LocalPods.Integration;

/// <summary>
/// The daemon is killed at random moments while random pods start, crash, are probed and deleted; the next one goes on where
/// it was, and the invariants of the simulation hold on the real engine.
/// </summary>
[Trait("needs", "docker")]
public sealed class DaemonKillTests : IClassFixture<Instance>
{
    private const int Kills = 50;
    private const int MostPods = 8;
    private readonly Instance _instance;
    private readonly int _seed = int.Parse(Environment.GetEnvironmentVariable("LOCALPODS_SEED") ?? "20261121", System.Globalization.CultureInfo.InvariantCulture);
    private readonly Random _random;
    private readonly ShellPods _shell = new();
    private readonly List<RandomPod> _pods = [];
    private readonly List<DateTimeOffset> _kills = [];

    public DaemonKillTests(Instance instance) => (_instance, _random) = (instance, new Random(_seed));

    [Fact]
    [Trait("spec", "PL-69")]
    public async Task Fifty_kills_lose_double_and_restart_nothing()
    {
        await using var engine = new EngineJournal(_instance.Name);
        foreach (var i in Enumerable.Range(0, 2))
        {
            await _instance.ApplyAsync(Pod($"steady-{i}", "trap 'exit 0' TERM; sleep 100000 & wait", "Always"));
        }

        foreach (var i in Enumerable.Range(0, 2))
        {
            await _instance.WaitForPodAsync($"steady-{i}", p => p.IsReady());
        }

        var before = await SteadyAsync();
        var draw = new RandomPods(_shell.Behaves, _random);
        for (var kill = 0; kill < Kills; kill++)
        {
            // Some pods are on their way in and some on their way out when the daemon dies.
            await ActAsync(draw);
            await Task.Delay(TimeSpan.FromMilliseconds(_random.Next(800)), TimeProvider.System);
            await KillDaemonAsync();
            (await SteadyAsync()).ShouldBe(before, $"kill {kill}: running containers must not be touched");
        }

        await Eventually.ShouldAsync(AllIsAsItShouldBeAsync);
        await Eventually.ShouldAsync(NothingIsDoubledOrLeftAsync);
        Check(engine.Journal);
        await _instance.MustAsync("delete", "pod", "--all", "--now");
        await Eventually.ShouldAsync(async () => (await _instance.ContainersAsync()).ShouldBeEmpty());
        await Eventually.ShouldAsync(() => Task.Run(() => _instance.PodCgroups.ShouldBeEmpty()));
    }

    private async Task ActAsync(RandomPods draw)
    {
        var alive = _pods.Where(p => p.DeletedAt is null).ToList();
        if (alive.Count < MostPods && _random.Next(3) > 0)
        {
            var pod = _shell.Make(draw.Draw($"pod-{_pods.Count}"));
            await _instance.ApplyAsync(ShellPods.Manifest(pod));
            pod.Uid = (await _instance.PodAsync(pod.Name))!.Value.Uid();
            _pods.Add(pod);
        }
        else if (alive.Count > 0 && _random.Next(3) > 0)
        {
            var pod = alive[_random.Next(alive.Count)];
            pod.DeletedAt = TimeProvider.System.GetUtcNow();
            await _instance.MustAsync(["delete", "pod", pod.Name, "--wait=false", .. _random.Next(4) == 0 ? (string[])["--grace-period=0", "--force"] : []]);
        }
    }

    private async Task KillDaemonAsync()
    {
        var pid = (await _instance.StatusAsync()).GetProperty("pid").GetInt32();
        using var daemon = System.Diagnostics.Process.GetProcessById(pid);
        _kills.Add(TimeProvider.System.GetUtcNow());
        daemon.Kill();
        await daemon.WaitForExitAsync();
    }

    // Any command starts the next daemon.
    private async Task AllIsAsItShouldBeAsync()
    {
        var pods = JsonElement.Parse(await _instance.MustAsync("get", "pods", "-o", "json")).GetProperty("items").EnumerateArray()
            .ToDictionary(p => p.GetProperty("metadata").GetProperty("name").GetString()!);
        foreach (var pod in _pods)
        {
            if (pod.DeletedAt is not null)
            {
                pods.ShouldNotContainKey(pod.Name, Seed());
                continue;
            }

            var now = pods[pod.Name];
            if (pod.Fate == Fate.Ready)
            {
                now.IsReady().ShouldBeTrue($"{Seed()} {now}");
            }
            else if (pod.Fate is Fate.Succeeded or Fate.Failed)
            {
                now.Phase().ShouldBe(pod.Fate.ToString(), $"{Seed()} {now}");
            }

            foreach (var container in pod.Spec.Containers.Concat(pod.Spec.InitContainers).Select(c => c.Name))
            {
                now.Restarts(container).ShouldBe(Math.Max(0, Starts(pod, container) - 1), $"{Seed()} {pod.Name}/{container}");
            }
        }
    }

    // Counted by the containers themselves.
    private int Starts(RandomPod pod, string container)
    {
        var file = Directory.EnumerateFiles(_instance.Folder, ShellPods.StartsFile(container), SearchOption.AllDirectories)
            .SingleOrDefault(f => f.Contains(pod.Uid, StringComparison.Ordinal));
        return file is null ? 0 : int.Parse(File.ReadAllText(file), System.Globalization.CultureInfo.InvariantCulture);
    }

    private void Check(RuntimeJournal journal)
    {
        journal.Entries.Count.ShouldBeGreaterThan(100);
        journal.StartedTwice().ShouldBeEmpty(Seed());
        journal.RanTwiceAtOnce().ShouldBeEmpty(Seed());
        foreach (var pod in _pods)
        {
            new LifeInvariants(journal, pod, _kills).CheckRuns();
        }
    }

    private string Seed() => $"again with LOCALPODS_SEED={_seed}:";

    // One sandbox a pod, at most one running container and one dead one a name, and only of pods that exist.
    private async Task NothingIsDoubledOrLeftAsync()
    {
        var pods = JsonElement.Parse(await _instance.MustAsync("get", "pods", "-o", "json")).GetProperty("items").EnumerateArray().Select(p => p.Uid()).ToHashSet();
        var names = await _instance.ContainersAsync();
        names.ShouldAllBe(n => n.StartsWith("k8s_", StringComparison.Ordinal));
        foreach (var group in names.GroupBy(n => string.Join('_', n.Split('_')[1..5])))
        {
            pods.ShouldContain(group.Key.Split('_')[3], $"{group.Key} is left over");
            group.Count().ShouldBeLessThanOrEqualTo(group.Key.StartsWith("POD_", StringComparison.Ordinal) ? 1 : 2, group.Key);
        }

        _instance.PodCgroups.ShouldBeSubsetOf(pods, "a control group is left over");
        var running = await _instance.ContainersAsync("status=running");
        foreach (var group in running.GroupBy(n => string.Join('_', n.Split('_')[1..5])))
        {
            group.Count().ShouldBe(1, $"{group.Key} runs twice");
        }
    }

    private async Task<string> SteadyAsync()
    {
        var containers = await Command.RunAsync(
            "docker", ["ps", "--no-trunc", "--format", "{{.ID}} {{.Names}}", "--filter", $"label=localpods.io/instance={_instance.Name}", "--filter", "name=k8s_.*_steady-"]);
        return string.Join('\n', containers.Output.Split('\n').Order(StringComparer.Ordinal));
    }

    private static string Pod(string name, string script, string restartPolicy) => $$"""
        apiVersion: v1
        kind: Pod
        metadata: {name: {{name}}}
        spec:
          restartPolicy: {{restartPolicy}}
          containers:
            - name: main
              image: busybox:1.32.0
              command: ["sh", "-c", "{{script}}"]
        """;
}
