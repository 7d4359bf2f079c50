namespace LocalPods.Orchestrator.Store;

/// <summary>
/// Has memory given back after many writes. Left alone, the collector keeps what a storm of pods needed for as long as there is memory in the
/// machine, which a developer wants for other things (docs/decisions: memory-is-given-back).
/// </summary>
/// <param name="store">Whose writes are counted.</param>
/// <param name="clock">For the pause before memory is given back.</param>
/// <param name="heapBytes">How large the heap is.</param>
/// <param name="release">Gives back what is not needed; everything waits for it.</param>
public sealed class MemoryRelease(IObjectStore store, TimeProvider clock, Func<long> heapBytes, Action release)
{
    /// <summary>Writes of about five pods from their creation until they are ready.</summary>
    public const int ManyWrites = 50;

    /// <summary>A larger heap is left alone: the wait would be felt.</summary>
    public const long LargestHeapBytes = 128L << 20;

    /// <summary>What was written last has caused what it causes.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    /// <summary>Runs until told to stop or the store is closed.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var follower = new StoreFollower(store, null);
        var due = 0L; // to start is a storm, too
        try
        {
            while (await follower.NextAsync(stopping) is not null)
            {
                await Task.Delay(Pause, clock, stopping);
                if (store.Revision >= due && heapBytes() <= LargestHeapBytes)
                {
                    due = store.Revision + ManyWrites;
                    release();
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // asked to stop
        }
    }
}
