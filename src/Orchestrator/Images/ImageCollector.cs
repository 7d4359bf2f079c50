using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Images;

/// <summary>
/// Removes images that nobody uses while their disk is too full (spec 4.8): only those that this node pulled itself, by the name it
/// pulled them by, so that a name somebody else gave keeps its image; never one that a container was made of or a pod asks for.
/// </summary>
internal sealed class ImageCollector(
    IImageService images, PulledImages pulled, Func<ImmutableHashSet<string>> wanted, ImageOptions options, CollectionReports reports, TimeProvider clock)
{
    public static readonly TimeSpan Every = TimeSpan.FromMinutes(5);

    private readonly Dictionary<string, DateTimeOffset> _lastUsed = new(StringComparer.Ordinal);

    /// <summary>Collects now and every few minutes, until the daemon stops.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        while (options.HighThresholdPercent < 100)
        {
            try
            {
                await CollectAsync(stopping);
            }
            catch (ContainerRuntimeException e)
            {
                reports.Failed(e.Message);
            }

            await Task.Delay(Every, clock, stopping);
        }

        await Task.Delay(Timeout.InfiniteTimeSpan, clock, stopping);
    }

    private async Task CollectAsync(CancellationToken stopping)
    {
        var ours = pulled.List();
        if (ours.IsEmpty)
        {
            return; // what fills the disk is not ours
        }

        var now = clock.GetUtcNow();
        await NoteUseAsync(ours, now, stopping);
        if (await images.GetImageDiskAsync(stopping) is not { } disk)
        {
            reports.Blind();
        }
        else if (disk.CapacityBytes == 0)
        {
            reports.NoCapacity();
        }
        else if (CollectionPlan.BytesToFree(disk, options) is > 0 and var bytes)
        {
            await FreeAsync(bytes, CollectionPlan.Candidates(ours.Select(i => (i, _lastUsed[i.Reference])), options, now), stopping);
        }
        else
        {
            reports.Done();
        }
    }

    private async Task NoteUseAsync(ImmutableArray<PulledImage> ours, DateTimeOffset now, CancellationToken stopping)
    {
        var used = await images.ListImagesInUseAsync(stopping);
        var asked = wanted();
        foreach (var image in ours)
        {
            _lastUsed[image.Reference] = used.Contains(image.Id) || asked.Contains(image.Reference)
                ? now
                : _lastUsed.GetValueOrDefault(image.Reference, image.PulledAt);
        }

        foreach (var gone in _lastUsed.Keys.Except(ours.Select(i => i.Reference)).ToList())
        {
            _lastUsed.Remove(gone);
        }
    }

    private async Task FreeAsync(long bytes, IEnumerable<PulledImage> candidates, CancellationToken stopping)
    {
        var freed = 0L;
        var asked = wanted();
        foreach (var candidate in candidates.Where(c => !asked.Contains(c.Reference)))
        {
            if (freed >= bytes)
            {
                break;
            }

            freed += await RemoveAsync(candidate, stopping);
        }

        if (freed < bytes)
        {
            reports.TooLittle(bytes, freed);
        }
        else
        {
            reports.Done();
        }
    }

    // What was freed: nothing when the image has another name, or its name has been given to another image.
    private async Task<long> RemoveAsync(PulledImage candidate, CancellationToken stopping)
    {
        var present = await images.GetImageAsync(candidate.Reference, stopping);
        if (present?.Id != candidate.Id)
        {
            await pulled.ForgetAsync(candidate.Reference, stopping);
            return 0;
        }

        try
        {
            await images.RemoveImageAsync(candidate.Reference, stopping);
        }
        catch (ContainerRuntimeException e) when (e.Failure == RuntimeFailure.Conflict)
        {
            return 0; // used since we looked
        }

        await pulled.ForgetAsync(candidate.Reference, stopping);
        var freed = present.Tags.Length > 1 ? 0 : present.SizeBytes;
        reports.Removed(candidate.Reference, freed);
        return freed;
    }
}
