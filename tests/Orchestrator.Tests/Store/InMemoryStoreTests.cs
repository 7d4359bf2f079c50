using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Tests.Store;

public sealed class InMemoryStoreTests : StoreContract
{
    protected override IObjectStore Open() => new InMemoryStore(Clock);

    [Fact]
    public async Task The_history_is_bounded_and_a_reader_behind_it_expires()
    {
        await using var store = new InMemoryStore(Clock, new HistoryLimits(Changes: 100, Bytes: long.MaxValue));
        using var slow = store.Watch("pods", null, 0);
        for (var i = 1; i <= 101; i++)
        {
            await store.CreateAsync(Pod($"p{i}"), Content("p"), null, None);
        }

        (await FailureOf(slow.WaitToReadAsync(None).AsTask())).ShouldBe(StoreFailure.Expired);
        Should.Throw<StoreException>(() => store.Watch("pods", null, 0)).Failure.ShouldBe(StoreFailure.Expired);
        using var watch = store.Watch("pods", null, 1);
        (await ReadAsync(watch, 100))[^1].ShouldBe("Added p101 101");
    }

    [Fact]
    public async Task Large_objects_shorten_the_history_but_never_below_its_least()
    {
        await using var store = new InMemoryStore(Clock, new HistoryLimits(Changes: 10_000, Bytes: 1));
        for (var i = 0; i < HistoryLimits.LeastChanges + 10; i++)
        {
            await store.CreateAsync(Pod($"p{i}"), Content("p"), null, None);
        }

        using var watch = store.Watch("pods", null, 10);
        Should.Throw<StoreException>(() => store.Watch("pods", null, 9)).Failure.ShouldBe(StoreFailure.Expired);
    }

    [Fact]
    public void In_a_simulation_everything_stays_on_its_thread() => Simulation.Run(1, async simulation =>
    {
        var thread = Environment.CurrentManagedThreadId;
        await using var store = new InMemoryStore(simulation.Clock);
        var reading = ReadAllAsync(store.Watch("pods", null, 0));
        for (var i = 0; i < 20; i++)
        {
            await store.CreateAsync(Pod($"p{i}"), Content("p"), TimeSpan.FromMinutes(i + 1), None);
            await Task.Delay(TimeSpan.FromSeconds(1), simulation.Clock);
        }

        (await reading).ShouldBe(40);
        Environment.CurrentManagedThreadId.ShouldBe(thread);

        async Task<int> ReadAllAsync(IStoreWatch watch)
        {
            using var reader = watch;
            var read = 0;
            while (read < 40 && await reader.WaitToReadAsync(None))
            {
                Environment.CurrentManagedThreadId.ShouldBe(thread);
                while (reader.TryRead(out _))
                {
                    read++;
                }
            }

            return read;
        }
    });

    [Fact]
    public async Task Objects_of_nearly_the_same_age_expire_in_few_wakes()
    {
        var clock = new CountingClock(Clock.GetUtcNow());
        await using var store = new InMemoryStore(clock);
        for (var i = 0; i < 1000; i++)
        {
            await store.CreateAsync(Pod($"p{i}"), Content("p"), TimeSpan.FromMinutes(1) + TimeSpan.FromMilliseconds(i), None);
        }

        clock.Inner.Advance(TimeSpan.FromMinutes(2));
        store.List("pods", null).Items.ShouldBeEmpty();
        clock.Fired.ShouldBeLessThan(5);
    }

    /// <summary>Counts the firings of its timers.</summary>
    private sealed class CountingClock(DateTimeOffset start) : TimeProvider
    {
        public VirtualClock Inner { get; } = new(start);

        public int Fired { get; private set; }

        public override DateTimeOffset GetUtcNow() => Inner.GetUtcNow();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            return Inner.CreateTimer(Count, state, dueTime, period);

            void Count(object? s)
            {
                Fired++;
                callback(s);
            }
        }
    }
}
