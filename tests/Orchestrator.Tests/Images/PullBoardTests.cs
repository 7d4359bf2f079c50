using LocalPods.Orchestrator.Images;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Tests.Images;

public sealed class PullBoardTests
{
    private readonly VirtualClock _clock = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public void Layers_and_bytes_add_up_from_the_steps_of_a_pull()
    {
        var board = new PullBoard(_clock);
        var pull = board.Begin("app:1");
        board.Read().Single().ShouldBe(new PullState("app:1", PullPhase.Waiting, 0));
        pull.Start();
        Step(pull, null, "Pulling from library/app");
        Step(pull, "a", "Already exists");
        Step(pull, "b", "Pulling fs layer");
        Step(pull, "c", "Pulling fs layer");
        Step(pull, "b", "Downloading", 10, 100);
        Step(pull, "c", "Downloading", 30, 50);
        board.Read().Single().ShouldBe(new PullState("app:1", PullPhase.Pulling, 0) { Layers = 3, LayersDone = 1, Bytes = 40, TotalBytes = 150 });
        Step(pull, "b", "Download complete");
        Step(pull, "b", "Extracting", 7, 900);
        Step(pull, "b", "Pull complete");
        board.Read().Single().ShouldBe(new PullState("app:1", PullPhase.Pulling, 0) { Layers = 3, LayersDone = 2, Bytes = 130, TotalBytes = 150 });
    }

    [Fact]
    public void An_ended_pull_is_shown_for_a_while_with_its_reason()
    {
        var board = new PullBoard(_clock);
        board.Begin("app:1").End("no such image");
        board.Read().Single().ShouldBe(new PullState("app:1", PullPhase.Failed, 0) { Message = "no such image" });
        Pass(PullBoard.ShownAfterEnd + TimeSpan.FromSeconds(1));
        board.Read().ShouldBeEmpty();
    }

    [Fact]
    public void A_watcher_sees_what_is_there_and_then_changes_with_a_pause_between_them() => TestKit.Simulation.Run(1, async sim =>
    {
        var board = new PullBoard(sim.Clock);
        using var over = new CancellationTokenSource();
        var pull = board.Begin("app:1");
        await using var watch = board.WatchAsync(over.Token).GetAsyncEnumerator(over.Token);
        (await watch.MoveNextAsync()).ShouldBeTrue();
        watch.Current.Single().Phase.ShouldBe(PullPhase.Waiting);
        var start = sim.Clock.GetUtcNow();
        pull.Start();
        (await watch.MoveNextAsync()).ShouldBeTrue();
        watch.Current.Single().Phase.ShouldBe(PullPhase.Pulling);
        (sim.Clock.GetUtcNow() - start).ShouldBe(PullBoard.ToldEvery);
        over.Cancel();
        try
        {
            await watch.MoveNextAsync();
            throw new InvalidOperationException("a watch that was ended goes on");
        }
        catch (OperationCanceledException)
        {
            // as asked
        }
    });

    private static void Step(ShownPull pull, string? layer, string step, long current = 0, long total = 0) => pull.Report(new PullProgress(layer, step, current, total));

    private void Pass(TimeSpan time)
    {
        using var timer = _clock.CreateTimer(_ => { }, null, time, Timeout.InfiniteTimeSpan);
        _clock.FireNext().ShouldBeTrue();
    }
}
