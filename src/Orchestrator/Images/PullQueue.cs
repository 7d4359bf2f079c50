using System.Threading.Channels;
using LocalPods.Api.Images;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Images;

/// <summary>
/// Pulls images: one pull of an image at a time however many pods want it, and no more at once than the limit; what is over waits
/// its turn. A pull goes on as long as somebody waits for it.
/// </summary>
internal sealed class PullQueue
{
    private readonly IImageService _images;
    private readonly PulledImages _pulled;
    private readonly PullBoard _board;
    private readonly TimeProvider _clock;
    private readonly Channel<bool> _turns;
    private readonly Dictionary<string, SharedPull> _pulls = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    /// <param name="images">Where they come to.</param>
    /// <param name="pulled">Remembers what came.</param>
    /// <param name="board">Shows what is under way.</param>
    /// <param name="limit">Pulls at one time, at least 1.</param>
    /// <param name="clock">All time.</param>
    public PullQueue(IImageService images, PulledImages pulled, PullBoard board, int limit, TimeProvider clock)
    {
        (_images, _pulled, _board, _clock) = (images, pulled, board, clock);
        _turns = Channel.CreateBounded<bool>(limit);
        for (var turn = 0; turn < limit; turn++)
        {
            _turns.Writer.TryWrite(true);
        }
    }

    /// <summary>Waits for the image.</summary>
    /// <param name="request">Which, and by what credentials.</param>
    /// <param name="cancellationToken">Abandons the wait, and the pull when nobody else waits for it.</param>
    /// <exception cref="ContainerRuntimeException">It did not come; of several credentials every failure is told.</exception>
    public async Task<PullResult> PullAsync(PullRequest request, CancellationToken cancellationToken)
    {
        SharedPull? pull;
        lock (_gate)
        {
            if (!_pulls.TryGetValue(request.Key, out pull))
            {
                _pulls[request.Key] = pull = new SharedPull();
                pull.Result = PullInTurnAsync(request, pull);
            }

            pull.Waiting++;
        }

        try
        {
            return await pull.Result.WaitAsync(cancellationToken);
        }
        finally
        {
            lock (_gate)
            {
                if (--pull.Waiting == 0 && !pull.Result.IsCompleted)
                {
                    _pulls.Remove(request.Key);
                    pull.NobodyWaits.Cancel();
                }
            }
        }
    }

    private async Task<PullResult> PullInTurnAsync(PullRequest request, SharedPull pull)
    {
        var shown = _board.Begin(request.Image.Text);
        try
        {
            await _turns.Reader.ReadAsync(pull.NobodyWaits.Token);
            try
            {
                shown.Start();
                var begun = _clock.GetTimestamp();
                var image = await PullNowAsync(request, shown, pull.NobodyWaits.Token);
                shown.End(null);
                return new PullResult(image, begun);
            }
            finally
            {
                _turns.Writer.TryWrite(true);
            }
        }
        catch (Exception e)
        {
            shown.End(e is OperationCanceledException ? "nobody waits for it any more" : e.Message);
            throw;
        }
        finally
        {
            lock (_gate)
            {
                if (_pulls.GetValueOrDefault(request.Key) == pull)
                {
                    _pulls.Remove(request.Key);
                }
            }
        }
    }

    // All matching credentials one after another, those of the pod first; without any, as nobody in particular.
    private async Task<ImageStatus> PullNowAsync(PullRequest request, IProgress<PullProgress> progress, CancellationToken cancellationToken)
    {
        var before = await _images.GetImageAsync(request.Image.Text, cancellationToken);
        var logins = await _images.FindLoginsAsync(request.Image, cancellationToken);
        RegistryCredentials?[] keys = [.. request.Secrets, .. logins.Credentials];
        var failures = new List<ContainerRuntimeException>();
        foreach (var key in keys is [] ? [null] : keys)
        {
            try
            {
                var image = await _images.PullImageAsync(request.Image.Text, key, progress, cancellationToken);
                var secret = request.Secrets.Contains(key!) ? key!.Source : null;
                await _pulled.NoteAsync(request.Image.Text, before, image, secret, cancellationToken);
                return image;
            }
            catch (ContainerRuntimeException e)
            {
                failures.Add(e);
                if (e.Failure == RuntimeFailure.Unavailable)
                {
                    break; // the engine itself: no other credentials will do
                }
            }
        }

        throw Aggregate(failures, logins.Problems);
    }

    // As Kubernetes writes several errors: [one, another], each once.
    private static ContainerRuntimeException Aggregate(List<ContainerRuntimeException> failures, ImmutableArray<string> problems)
    {
        string[] texts = [.. failures.Select(f => f.Message).Distinct(StringComparer.Ordinal)];
        var text = texts is [var only] ? only : $"[{string.Join(", ", texts)}]";
        var kind = failures.Find(f => f.Failure == RuntimeFailure.RegistryUnavailable)?.Failure ?? failures[^1].Failure;
        return new ContainerRuntimeException(kind, problems.IsEmpty ? text : $"{text} ({string.Join("; ", problems)})", failures[^1]);
    }

    private sealed class SharedPull
    {
        public Task<PullResult> Result { get; set; } = null!;
        public int Waiting { get; set; }
        public CancellationTokenSource NobodyWaits { get; } = new();
    }
}
