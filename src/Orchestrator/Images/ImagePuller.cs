using System.Collections.Concurrent;
using LocalPods.Api.Core;
using LocalPods.Api.Durations;
using LocalPods.Api.History;
using LocalPods.Orchestrator.Events;
using LocalPods.Orchestrator.History;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Images;

/// <summary>Makes images present as pull policies ask, one pull of an image at a time however many pods want it (spec 3).</summary>
internal sealed class ImagePuller(IImageService images, IEventRecorder events, PodRecords records, TimeProvider clock)
{
    /// <summary>When to look again for an image that only a person can bring: on an image event it is sooner.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<(string PodUid, string Image), PullBackoff> _backoffs = new();
    private readonly Dictionary<string, SharedPull> _pulls = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    /// <summary>Looks, and pulls when the policy says so. Records the events of it.</summary>
    /// <param name="about">The container that needs it.</param>
    /// <param name="container">Image and pull policy.</param>
    /// <param name="cancellationToken">Abandons the wait; a pull that others wait for too goes on.</param>
    public async Task<ImageOutcome> EnsureAsync(EventTarget about, Container container, CancellationToken cancellationToken)
    {
        if (ImageReference.Normalize(container.Image) is not { } image)
        {
            var message = $"Failed to apply default image tag \"{container.Image}\": couldn't parse image name \"{container.Image}\": invalid reference format";
            events.Warning(about, "InspectFailed", message);
            return Refuse(about, "InvalidImageName", message);
        }

        var shown = container.Image!;
        if (container.ImagePullPolicy != "Always")
        {
            try
            {
                if (await images.GetImageAsync(image, cancellationToken) is { } present)
                {
                    events.Normal(about, "Pulled", $"Container image \"{shown}\" already present on machine");
                    return new ImageOutcome.Present(present);
                }
            }
            catch (ContainerRuntimeException e)
            {
                events.Warning(about, "InspectFailed", $"Failed to inspect image \"\": {e.Message}");
                return Refuse(about, "ImageInspectError", $"Failed to inspect image \"\": {e.Message}");
            }

            if (container.ImagePullPolicy == "Never")
            {
                var message = $"Container image \"{shown}\" is not present with pull policy of Never";
                events.Warning(about, "ErrImageNeverPull", message);
                return Refuse(about, "ErrImageNeverPull", message);
            }
        }

        return await PullAsync(about, image, shown, cancellationToken);
    }

    /// <summary>Forgets the back-offs of a pod that is gone.</summary>
    public void Forget(string podUid)
    {
        foreach (var key in _backoffs.Keys.Where(key => key.PodUid == podUid))
        {
            _backoffs.TryRemove(key, out _);
        }
    }

    private async Task<ImageOutcome> PullAsync(EventTarget about, string image, string shown, CancellationToken cancellationToken)
    {
        var key = (about.Uid, image);
        var before = _backoffs.GetValueOrDefault(key);
        if (before is not null && before.Until > clock.GetUtcNow())
        {
            events.Normal(about, "BackOff", $"Back-off pulling image \"{shown}\"");
            events.Warning(about, "Failed", "Error: ImagePullBackOff");
            return new ImageOutcome.Missing("ImagePullBackOff", $"Back-off pulling image \"{shown}\": ErrImagePull: {before.Error}", before.Until);
        }

        events.Normal(about, "Pulling", $"Pulling image \"{shown}\"");
        var record = records.Find(about.Uid);
        record?.Note(HistoryKind.PullStarted, about.Container, detail: shown);
        var asked = clock.GetTimestamp();
        try
        {
            var pulled = await SharedPullAsync(image, cancellationToken);
            record?.Note(HistoryKind.PullEnded, about.Container, clock.GetElapsedTime(asked));
            var took = GoDuration.Format(TimeSpan.FromMilliseconds(Math.Floor(clock.GetElapsedTime(asked).TotalMilliseconds)));
            events.Normal(about, "Pulled", $"Successfully pulled image \"{shown}\" in {took} ({took} including waiting). Image size: {pulled.SizeBytes} bytes.");
            _backoffs.TryRemove(key, out _);
            return new ImageOutcome.Present(pulled);
        }
        catch (ContainerRuntimeException e)
        {
            record?.Note(HistoryKind.PullEnded, about.Container, clock.GetElapsedTime(asked), e.Message);
            var backoff = PullBackoff.After(before, clock.GetUtcNow(), e.Message);
            _backoffs[key] = backoff;
            events.Warning(about, "Failed", $"Failed to pull image \"{shown}\": {e.Message}");
            events.Warning(about, "Failed", "Error: ErrImagePull");

            // ErrImagePull shows for one look, ImagePullBackOff for the rest of the wait.
            var showBackoffAt = backoff.SetAt + (backoff.Delay / 2);
            return new ImageOutcome.Missing("ErrImagePull", e.Message, showBackoffAt);
        }
    }

    private async Task<ImageStatus> SharedPullAsync(string image, CancellationToken cancellationToken)
    {
        SharedPull? pull;
        lock (_gate)
        {
            if (!_pulls.TryGetValue(image, out pull))
            {
                _pulls[image] = pull = new SharedPull();
                pull.Image = PullAndForgetAsync(image, pull);
            }

            pull.Waiting++;
        }

        try
        {
            return await pull.Image.WaitAsync(cancellationToken);
        }
        finally
        {
            lock (_gate)
            {
                if (--pull.Waiting == 0 && !pull.Image.IsCompleted)
                {
                    _pulls.Remove(image);
                    pull.NobodyWaits.Cancel();
                }
            }
        }
    }

    private async Task<ImageStatus> PullAndForgetAsync(string image, SharedPull pull)
    {
        try
        {
            return await images.PullImageAsync(image, credentials: null, progress: null, pull.NobodyWaits.Token);
        }
        finally
        {
            lock (_gate)
            {
                if (_pulls.GetValueOrDefault(image) == pull)
                {
                    _pulls.Remove(image);
                }
            }
        }
    }

    private ImageOutcome.Missing Refuse(EventTarget about, string reason, string message)
    {
        events.Warning(about, "Failed", $"Error: {reason}");
        return new ImageOutcome.Missing(reason, message, clock.GetUtcNow() + LookAgain);
    }

    private sealed class SharedPull
    {
        public Task<ImageStatus> Image { get; set; } = null!;
        public int Waiting { get; set; }
        public CancellationTokenSource NobodyWaits { get; } = new();
    }
}
