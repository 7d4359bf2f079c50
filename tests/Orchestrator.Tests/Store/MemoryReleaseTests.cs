using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Tests.Store;

/// <summary>Memory is given back after many writes, and only then.</summary>
public sealed class MemoryReleaseTests
{
    private static readonly TimeSpan s_longer = MemoryRelease.Pause * 1.5;

    private long _heapBytes = 1 << 20;
    private int _releases;

    [Fact]
    public void The_start_and_every_storm_of_writes_are_followed_by_one_release() => Run(async (store, clock) =>
    {
        await Task.Delay(s_longer, clock);
        _releases.ShouldBe(1);

        await WriteAsync(store, MemoryRelease.ManyWrites);
        await Task.Delay(MemoryRelease.Pause / 2, clock);
        _releases.ShouldBe(1);
        await Task.Delay(MemoryRelease.Pause, clock);
        _releases.ShouldBe(2);

        await Task.Delay(TimeSpan.FromHours(1), clock);
        _releases.ShouldBe(2);
    });

    [Fact]
    public void Few_writes_are_no_storm() => Run(async (store, clock) =>
    {
        await Task.Delay(s_longer, clock);
        await WriteAsync(store, MemoryRelease.ManyWrites - 1);
        await Task.Delay(s_longer, clock);
        _releases.ShouldBe(1);

        await WriteAsync(store, 1);
        await Task.Delay(s_longer, clock);
        _releases.ShouldBe(2);
    });

    [Fact]
    public void A_heap_that_takes_long_to_collect_is_left_alone() => Run(async (store, clock) =>
    {
        await Task.Delay(s_longer, clock);
        _heapBytes = MemoryRelease.LargestHeapBytes + 1;
        await WriteAsync(store, MemoryRelease.ManyWrites);
        await Task.Delay(s_longer, clock);
        _releases.ShouldBe(1);

        _heapBytes = MemoryRelease.LargestHeapBytes;
        await WriteAsync(store, 1);
        await Task.Delay(s_longer, clock);
        _releases.ShouldBe(2);
    });

    private void Run(Func<InMemoryStore, TimeProvider, Task> scenario) => Simulation.Run(1, async simulation =>
    {
        await using var store = new InMemoryStore(simulation.Clock);
        using var stopping = new CancellationTokenSource();
        var running = new MemoryRelease(store, simulation.Clock, () => _heapBytes, () => _releases++).RunAsync(stopping.Token);
        await scenario(store, simulation.Clock);
        stopping.Cancel();
        await running;
    });

    private static async Task WriteAsync(InMemoryStore store, int writes)
    {
        for (var i = 0; i < writes; i++)
        {
            await store.CreateAsync(new ObjectKey("pods", "default", $"p{store.Revision}"), new() { ["metadata"] = new System.Text.Json.Nodes.JsonObject() }, null, CancellationToken.None);
        }
    }
}
