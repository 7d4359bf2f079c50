using System.Text.Json;

namespace LocalPods.Integration;

/// <summary>The daemon is killed while pods start, run, crash and end; the next one goes on where it was.</summary>
[Collection(Alone.Name)]
[Trait("needs", "docker")]
public sealed class DaemonKillTests : IClassFixture<Instance>
{
    private const int Rounds = 20;
    private readonly Instance _instance;
    private readonly Random _random = new(20261121);

    public DaemonKillTests(Instance instance) => _instance = instance;

    [Fact]
    [Trait("spec", "PL-69")]
    public async Task Twenty_kills_lose_double_and_restart_nothing()
    {
        foreach (var i in Enumerable.Range(0, 4))
        {
            await _instance.ApplyAsync(Pod($"steady-{i}", "trap 'exit 0' TERM; sleep 100000 & wait", "Always"));
        }

        await _instance.ApplyAsync(Pod("crasher-0", "sleep 1; exit 1", "Always"));
        await _instance.ApplyAsync(Pod("crasher-1", "exit 0", "Always"));
        await _instance.ApplyAsync(Pod("once-0", "exit 0", "Never"));
        foreach (var i in Enumerable.Range(0, 4))
        {
            await _instance.WaitForPodAsync($"steady-{i}", p => p.IsReady(), TimeSpan.FromSeconds(30));
        }

        await _instance.WaitForPodAsync("once-0", p => p.Phase() == "Succeeded", TimeSpan.FromSeconds(30));
        var before = await SteadyAsync();
        var restarts = 0;
        for (var round = 0; round < Rounds; round++)
        {
            // Some pods are on their way in and some on their way out when the daemon dies.
            foreach (var i in Enumerable.Range(0, 3))
            {
                await _instance.ApplyAsync(Pod($"passing-{round}-{i}", "trap 'exit 0' TERM; sleep 100000 & wait", "Always"));
            }

            if (round > 0)
            {
                await _instance.MustAsync(["delete", "pod", .. Enumerable.Range(0, 3).Select(i => $"passing-{round - 1}-{i}"), "--wait=false"]);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(_random.Next(400)), TimeProvider.System);
            var pid = (await _instance.StatusAsync()).GetProperty("pid").GetInt32();
            using (var daemon = System.Diagnostics.Process.GetProcessById(pid))
            {
                daemon.Kill();
                await daemon.WaitForExitAsync();
            }

            // Any command starts the next daemon.
            var crasher = JsonElement.Parse(await _instance.MustAsync("get", "pod", "crasher-0", "-o", "json"));
            crasher.Restarts("main").ShouldBeGreaterThanOrEqualTo(restarts, $"round {round}");
            restarts = crasher.Restarts("main");
            (await SteadyAsync()).ShouldBe(before, $"round {round}: running containers must not be touched");
        }

        foreach (var i in Enumerable.Range(0, 3))
        {
            await _instance.WaitForPodAsync($"passing-{Rounds - 1}-{i}", p => p.IsReady(), TimeSpan.FromSeconds(30));
        }

        (await _instance.PodAsync("once-0"))!.Value.Restarts("main").ShouldBe(0);
        foreach (var round in Enumerable.Range(0, Rounds - 1))
        {
            foreach (var i in Enumerable.Range(0, 3))
            {
                await _instance.WaitUntilGoneAsync($"passing-{round}-{i}", TimeSpan.FromSeconds(30));
            }
        }

        await Eventually.ShouldAsync(NothingIsDoubledOrLeftAsync, TimeSpan.FromSeconds(10));
        await _instance.MustAsync("delete", "pod", "--all", "--now");
        await Eventually.ShouldAsync(async () => (await _instance.ContainersAsync()).ShouldBeEmpty(), TimeSpan.FromSeconds(10));
    }

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
