using System.Collections.Concurrent;
using LocalPods.Api.Core;
using LocalPods.Api.Durations;
using LocalPods.Api.History;
using LocalPods.Api.Images;
using LocalPods.Orchestrator.Events;
using LocalPods.Orchestrator.History;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Images;

/// <summary>Makes images present as pull policies ask, and tells of it in events (spec 3).</summary>
internal sealed class ImagePuller(
    IImageService images, PullQueue pulls, PullSecrets secrets, IEventRecorder events, PodRecords records, TimeProvider clock)
{
    private const string Always = "Always";
    private const string Never = "Never";
    private const string ErrImagePull = "ErrImagePull";

    /// <summary>As often as a kubelet looks again; on an image event it is sooner.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<(string PodUid, string Image), PullBackoff> _backoffs = new();

    /// <summary>Looks, and pulls when the policy says so. Records the events of it.</summary>
    /// <param name="pod">Whose container it is.</param>
    /// <param name="about">The container that needs it.</param>
    /// <param name="container">Image and pull policy.</param>
    /// <param name="cancellationToken">Abandons the wait; a pull that others wait for too goes on.</param>
    public async Task<ImageOutcome> EnsureAsync(Pod pod, EventTarget about, Container container, CancellationToken cancellationToken)
    {
        if (!ImageReference.TryParse(container.Image, out var image, out var fault))
        {
            var message = $"Failed to apply default image tag \"{container.Image}\": couldn't parse image name \"{container.Image}\": {fault}";
            return Refuse(about, "InspectFailed", "InvalidImageName", message);
        }

        var keys = secrets.Read(pod);
        if (container.ImagePullPolicy != Always)
        {
            try
            {
                if (await FindAsync(image, keys, about, container, cancellationToken) is { } outcome)
                {
                    return outcome;
                }
            }
            catch (ContainerRuntimeException e)
            {
                return Refuse(about, "InspectFailed", "ImageInspectError", $"Failed to inspect image \"\": {e.Message}");
            }
        }

        return await PullAsync(about, container.Image!, image, keys, cancellationToken);
    }

    /// <summary>Forgets the back-offs of a pod that is gone.</summary>
    public void Forget(string podUid)
    {
        foreach (var key in _backoffs.Keys.Where(key => key.PodUid == podUid))
        {
            _backoffs.TryRemove(key, out _);
        }
    }

    /// <summary>Forgets the back-off of a container's image: it is pulled again as soon as somebody wants it.</summary>
    public void Retry(string podUid, Container container)
    {
        if (ImageReference.TryParse(container.Image, out var image, out _))
        {
            _backoffs.TryRemove((podUid, image.Text), out _);
        }
    }

    // Null when it is to be pulled.
    private async Task<ImageOutcome?> FindAsync(
        ImageReference image, PullKeys keys, EventTarget about, Container container, CancellationToken cancellationToken)
    {
        var (shown, never) = (container.Image, container.ImagePullPolicy == Never);
        if (await images.GetImageAsync(image.Text, cancellationToken) is not { } present)
        {
            return never ? Refuse(about, "ErrImageNeverPull", "ErrImageNeverPull", $"Container image \"{shown}\" is not present with pull policy of Never") : null;
        }

        if (!secrets.MayUse(image, present, keys))
        {
            return never
                ? Refuse(about, "ErrImageNeverPull", "ErrImageNeverPull", $"Container image \"{shown}\" needs credentials that the pod does not have, with pull policy of Never")
                : null;
        }

        events.Normal(about, "Pulled", $"Container image \"{shown}\" already present on machine and can be accessed by the pod");
        return new ImageOutcome.Present(present);
    }

    private async Task<ImageOutcome> PullAsync(EventTarget about, string shown, ImageReference image, PullKeys keys, CancellationToken cancellationToken)
    {
        var key = (about.Uid, image.Text);
        var before = _backoffs.GetValueOrDefault(key);
        if (before is not null && before.Until > clock.GetUtcNow())
        {
            events.Normal(about, "BackOff", $"Back-off pulling image \"{shown}\"");
            events.Warning(about, "Failed", "Error: ImagePullBackOff");
            return new ImageOutcome.Missing("ImagePullBackOff", $"Back-off pulling image \"{shown}\": {before.Error}", before.Until);
        }

        events.Normal(about, "Pulling", $"Pulling image \"{shown}\"");
        var record = records.Find(about.Uid);
        record?.Note(HistoryKind.PullStarted, about.Container, detail: shown);
        var asked = clock.GetTimestamp();
        try
        {
            if (!keys.Faults.IsEmpty)
            {
                throw new ContainerRuntimeException(RuntimeFailure.Refused, string.Join("; ", keys.Faults));
            }

            var (present, begun) = await pulls.PullAsync(new PullRequest(image, keys.Keyring.Find(image)), cancellationToken);
            record?.Note(HistoryKind.PullEnded, about.Container, clock.GetElapsedTime(asked));
            var (took, waited) = (Since(Math.Max(begun, asked)), Since(asked));
            events.Normal(about, "Pulled", $"Successfully pulled image \"{shown}\" in {took} ({waited} including waiting). Image size: {present.SizeBytes} bytes.");
            _backoffs.TryRemove(key, out _);
            return new ImageOutcome.Present(present);
        }
        catch (ContainerRuntimeException e)
        {
            record?.Note(HistoryKind.PullEnded, about.Container, clock.GetElapsedTime(asked), e.Message);
            var words = e.Message + await HintAsync(image, cancellationToken);
            var (reason, message) = e.Failure == RuntimeFailure.RegistryUnavailable
                ? ("RegistryUnavailable", $"image pull failed for {image} because the registry is unavailable: {words}")
                : (ErrImagePull, words);
            var backoff = PullBackoff.After(before, clock.GetUtcNow(), $"{reason}: {message}");
            _backoffs[key] = backoff;
            events.Warning(about, "Failed", $"Failed to pull image \"{shown}\": {words}");
            events.Warning(about, "Failed", $"Error: {reason}");

            // The error itself shows for one look, ImagePullBackOff for the rest of the wait.
            var shownFor = backoff.Delay / 2;
            var showBackoffAt = backoff.SetAt + (shownFor < LookAgain ? shownFor : LookAgain);
            return new ImageOutcome.Missing(reason, message, showBackoffAt) { NextTry = backoff.Until };
        }
    }

    // Names what the user may have meant, when it is at hand.
    private async Task<string> HintAsync(ImageReference image, CancellationToken cancellationToken)
    {
        try
        {
            return await images.GetImageAsync(image.Text, cancellationToken) is not null
                ? $"; {image} is here, but imagePullPolicy Always asks the registry; with IfNotPresent it would be used"
                : NearImage.Find(image, await images.ListImagesAsync(cancellationToken)) is { } near ? $"; {near} is here, you wrote {image}"
                : "";
        }
        catch (ContainerRuntimeException)
        {
            return ""; // the failure itself is told
        }
    }

    private string Since(long timestamp) => GoDuration.Format(TimeSpan.FromMilliseconds(Math.Floor(clock.GetElapsedTime(timestamp).TotalMilliseconds)));

    private ImageOutcome.Missing Refuse(EventTarget about, string eventReason, string reason, string message)
    {
        events.Warning(about, eventReason, message);
        events.Warning(about, "Failed", $"Error: {reason}");
        return new ImageOutcome.Missing(reason, message, clock.GetUtcNow() + LookAgain);
    }
}
