namespace LocalPods.Bench;

/// <summary>Watches that are open at the same time. Disposing of them ends them.</summary>
internal sealed class Watching : IAsyncDisposable
{
    /// <summary>How many are opened at a time: more would measure the queue of connections.</summary>
    private const int MostOpening = 64;

    private readonly CancellationTokenSource _ended = new();
    private readonly Task[] _watchers;

    private Watching(UnixHttp http, string path, int count, Action seen, CountdownEvent opened, SemaphoreSlim opening) =>
        _watchers = [.. Enumerable.Range(0, count).Select(_ => Task.Run(() => WatchAsync(http, path, seen, opened, opening)))];

    /// <summary>Opens watches, and waits until all of them are.</summary>
    /// <param name="http">The server.</param>
    /// <param name="path">Of the watch.</param>
    /// <param name="count">How many.</param>
    /// <param name="seen">Called for each event of each watch, from any thread.</param>
    public static async Task<Watching> OpenAsync(UnixHttp http, string path, int count, Action seen)
    {
        using var opened = new CountdownEvent(count);
        using var opening = new SemaphoreSlim(MostOpening);
        var watching = new Watching(http, path, count, seen, opened, opening);
        await watching.OrFailureAsync(opened);
        return watching;
    }

    /// <summary>Waits until all have signalled; a watch that ends before has failed.</summary>
    public async Task OrFailureAsync(CountdownEvent all)
    {
        var waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var registered = ThreadPool.RegisterWaitForSingleObject(all.WaitHandle, (_, _) => waiting.TrySetResult(), null, Timeout.Infinite, executeOnlyOnce: true);
        var first = await Task.WhenAny([waiting.Task, .. _watchers]);
        registered.Unregister(null);
        if (first != waiting.Task)
        {
            await first;
            throw new InvalidOperationException("a watch ended before its time");
        }
    }

    public async ValueTask DisposeAsync()
    {
        _ended.Cancel();
        await Task.WhenAll(_watchers);
        _ended.Dispose();
    }

    private async Task WatchAsync(UnixHttp http, string path, Action seen, CountdownEvent opened, SemaphoreSlim opening)
    {
        try
        {
            await opening.WaitAsync(_ended.Token);
            await foreach (var _ in http.RawLinesAsync(path, Begun, _ended.Token))
            {
                seen();
            }
        }
        catch (OperationCanceledException)
        {
            // measured enough
        }

        void Begun()
        {
            opening.Release();
            opened.Signal();
        }
    }
}
