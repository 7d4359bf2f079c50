using System.Threading.Channels;
using LocalPods.Orchestrator.Store;
using Microsoft.Extensions.Logging;

namespace LocalPods.Orchestrator.Server.Registry;

/// <summary>
/// Looks at everything once, and again after every change of some kinds. A look decides by what it sees, so changes that come together
/// need one look only; a look that fails is tried again, later each time.
/// </summary>
/// <param name="store">Where the objects are.</param>
/// <param name="resources">Kinds that are followed, as in <see cref="ObjectKey.Resource"/>.</param>
/// <param name="look">Sets right what it finds wrong.</param>
/// <param name="clock">For tries after a failure.</param>
/// <param name="logger">Told of failures.</param>
internal sealed partial class ChangeFollower(IObjectStore store, ImmutableArray<string> resources, Func<CancellationToken, Task> look, TimeProvider clock, ILogger logger)
{
    private static readonly TimeSpan s_firstRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longestRetry = TimeSpan.FromSeconds(30);

    private readonly Channel<bool> _wakes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    /// <summary>Runs until told to stop or the store is closed.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        var followers = resources.Select(r => FollowAsync(r, stopping)).ToList();
        try
        {
            Wake();
            while (await _wakes.Reader.WaitToReadAsync(stopping))
            {
                _wakes.Reader.TryRead(out _); // take the wake before looking: a later one must cause another look
                await LookAsync(stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // What is not right is set right when the server runs again.
        }

        await Task.WhenAll(followers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    private void Wake() => _wakes.Writer.TryWrite(true);

    private async Task FollowAsync(string resource, CancellationToken stopping)
    {
        using var follower = new StoreFollower(store, resource);
        while (await follower.NextAsync(stopping) is not null)
        {
            Wake();
        }

        _wakes.Writer.TryComplete(); // the store was closed
    }

    private async Task LookAsync(CancellationToken stopping)
    {
        for (var retry = s_firstRetry; ; retry = retry * 2 < s_longestRetry ? retry * 2 : s_longestRetry)
        {
            try
            {
                await look(stopping);
                return;
            }
            catch (StoreException e) when (e.Failure == StoreFailure.Closed)
            {
                return;
            }
            catch (Exception e) when (e is ApiException or StoreException)
            {
                LogFailed(logger, string.Join(", ", resources), e.Message);
                await Task.Delay(retry, clock, stopping);
            }
        }
    }

    [LoggerMessage(3130, LogLevel.Warning, "Looking after {Resources} failed, trying again: {Message}")]
    private static partial void LogFailed(ILogger logger, string resources, string message);
}
