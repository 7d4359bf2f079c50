namespace LocalPods.TestKit;

/// <summary>Runs async code on this thread, in virtual time and in an order drawn from a seed: the same seed, the same run.</summary>
public sealed class Simulation : SynchronizationContext
{
    private readonly List<(SendOrPostCallback Work, object? State)> _ready = [];
    private readonly Random _order;
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private volatile string? _intruder;

    private Simulation(int seed) => (_order, Random, Seed) = (new Random(seed), new Random(~seed), seed);

    /// <summary>The number this run is drawn from.</summary>
    public int Seed { get; }

    /// <summary>The only randomness of the run.</summary>
    public Random Random { get; }

    public VirtualClock Clock { get; } = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (Environment.CurrentManagedThreadId == _thread)
        {
            _ready.Add((d, state));
        }
        else
        {
            _intruder ??= Environment.StackTrace; // the run is not repeatable any more: its thread says so
        }
    }

    /// <summary>Runs the scenario to its end. A failure names the seed and the virtual time.</summary>
    public static void Run(int seed, Func<Simulation, Task> scenario)
    {
        var outer = Current;
        var simulation = new Simulation(seed);
        SetSynchronizationContext(simulation);
        try
        {
            simulation.Pump(scenario(simulation));
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"simulation failed with seed {seed} at {simulation.Clock.GetUtcNow():HH:mm:ss.fff}: {e.Message}", e);
        }
        finally
        {
            SetSynchronizationContext(outer);
        }
    }

    private void Pump(Task scenario)
    {
        while (!scenario.IsCompleted)
        {
            if (_intruder is { } stack)
            {
                throw new InvalidOperationException($"work left this thread and came back:\n{stack}");
            }

            if (_ready.Count > 0)
            {
                var pick = _order.Next(_ready.Count);
                var (work, state) = _ready[pick];
                _ready.RemoveAt(pick);
                work(state);
            }
            else if (!Clock.FireNext())
            {
                throw new InvalidOperationException($"nothing can run: a deadlock, or work that left this thread (Task.Run, ConfigureAwait(false), CancelAsync)\n{_intruder}");
            }
        }

        scenario.GetAwaiter().GetResult();
    }
}
