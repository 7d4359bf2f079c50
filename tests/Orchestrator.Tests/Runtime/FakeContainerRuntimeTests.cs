using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Tests.Runtime;

public class FakeContainerRuntimeTests
{
    private static readonly PodIdentity Pod = new("default", "web", "uid-1");

    [Fact]
    public void A_container_that_exits_is_told_to_watchers_and_shows_its_exit_code() => TestKit.Simulation.Run(1, async sim =>
    {
        var runtime = new FakeContainerRuntime(sim.Clock, sim.Random) { Faults = FaultPlan.Slow };
        runtime.Exits("app", code: 3, after: TimeSpan.FromSeconds(5));
        var started = sim.Clock.GetUtcNow();
        var (_, container) = await StartAsync(runtime, attempt: 0);

        await foreach (var what in runtime.WatchAsync(CancellationToken.None))
        {
            var pod = await runtime.GetPodAsync(Pod.Uid, CancellationToken.None);
            if (what is RuntimeEvent.PodChanged && pod.Containers[0].State == ContainerState.Exited)
            {
                pod.Containers[0].Id.ShouldBe(container);
                pod.Containers[0].ExitCode.ShouldBe(3);
                (pod.Containers[0].FinishedAt! - pod.Containers[0].StartedAt!).ShouldBe(TimeSpan.FromSeconds(5));
                break;
            }
        }

        (sim.Clock.GetUtcNow() - started).ShouldBeInRange(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(6));
    });

    [Fact]
    public void A_container_that_ignores_TERM_is_killed_when_its_grace_has_passed() => TestKit.Simulation.Run(1, async sim =>
    {
        var runtime = new FakeContainerRuntime(sim.Clock, sim.Random);
        runtime.Behaves("app", ContainerBehaviour.IgnoresTerm());
        var (_, container) = await StartAsync(runtime, attempt: 0);
        var asked = sim.Clock.GetUtcNow();

        await runtime.StopContainerAsync(container, TimeSpan.FromSeconds(30), CancellationToken.None);

        (sim.Clock.GetUtcNow() - asked).ShouldBe(TimeSpan.FromSeconds(30));
        runtime.Pods[0].Containers[0].ExitCode.ShouldBe(137);
        runtime.Journal.TimesOf("app", RuntimeDeed.Killed).Length.ShouldBe(1);
    });

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_same_seed_gives_the_same_run(int seed)
    {
        JournalOf(seed).ShouldBe(JournalOf(seed));
        JournalOf(seed).ShouldNotBe(JournalOf(seed + 100));
    }

    [Fact]
    public void An_engine_that_is_down_refuses_calls_and_says_so_to_watchers() => TestKit.Simulation.Run(7, async sim =>
    {
        var runtime = new FakeContainerRuntime(sim.Clock, sim.Random);
        await StartAsync(runtime, attempt: 0);
        await using var events = runtime.WatchAsync(CancellationToken.None).GetAsyncEnumerator();
        (await events.MoveNextAsync()).ShouldBeTrue();
        events.Current.ShouldBeOfType<RuntimeEvent.Connected>();

        runtime.EngineDown(containersDie: true);
        var failure = await Assert.ThrowsAsync<ContainerRuntimeException>(() => runtime.GetPodAsync(Pod.Uid, CancellationToken.None));
        failure.Failure.ShouldBe(RuntimeFailure.Unavailable);
        runtime.EngineUp();

        var seen = new List<RuntimeEvent>();
        while (seen.Count == 0 || seen[^1] is not RuntimeEvent.Connected)
        {
            await events.MoveNextAsync();
            seen.Add(events.Current);
        }

        seen.ShouldContain(e => e is RuntimeEvent.Disconnected);
        runtime.Pods[0].Sandboxes[0].Ready.ShouldBeFalse();
    });

    private static string JournalOf(int seed)
    {
        var text = "";
        TestKit.Simulation.Run(seed, async sim =>
        {
            var runtime = new FakeContainerRuntime(sim.Clock, sim.Random) { Faults = FaultPlan.Hostile with { LostRequests = 0, LostReplies = 0 } };
            runtime.Exits("app", code: 1, after: TimeSpan.FromSeconds(1));
            await Task.WhenAll(Enumerable.Range(0, 5).Select(attempt => StartAsync(runtime, attempt)));
            text = string.Join('\n', runtime.Journal.Entries);
        });
        return text;
    }

    private static async Task<(SandboxId Sandbox, ContainerId Container)> StartAsync(FakeContainerRuntime runtime, int attempt)
    {
        var sandbox = await runtime.RunSandboxAsync(new SandboxConfig { Pod = Pod, Attempt = 0, Hostname = "web" }, CancellationToken.None);
        var config = new ContainerConfig { Pod = Pod, Name = "app", Attempt = attempt, Image = "busybox:1.32.0", Hash = "1" };
        var container = await runtime.CreateContainerAsync(sandbox.Id, config, CancellationToken.None);
        await runtime.StartContainerAsync(container, CancellationToken.None);
        return (sandbox.Id, container);
    }
}
