using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Images;

/// <summary>
/// How much is to be freed on the disk of images and which images may go for it (thresholds as in kubelet
/// <c>images/image_gc_manager.go</c>). Pure.
/// </summary>
internal static class CollectionPlan
{
    /// <summary>Bytes to free; 0 when the disk is not full enough.</summary>
    public static long BytesToFree(ImageDisk disk, ImageOptions options)
    {
        var used = 100 - (int)(disk.AvailableBytes * 100.0 / disk.CapacityBytes);
        return used < options.HighThresholdPercent
            ? 0
            : Math.Max(0, (long)(disk.CapacityBytes * ((100 - options.LowThresholdPercent) / 100.0)) - disk.AvailableBytes);
    }

    /// <summary>What may go, the longest unused first.</summary>
    /// <param name="images">All that the node pulled, each with the time of its last use.</param>
    /// <param name="options">How long an image is left alone.</param>
    /// <param name="now">Images used at this time are in use.</param>
    public static IEnumerable<PulledImage> Candidates(IEnumerable<(PulledImage Image, DateTimeOffset LastUsed)> images, ImageOptions options, DateTimeOffset now) => images
        .Where(i => i.LastUsed < now && now - i.Image.PulledAt >= options.MinimumAge)
        .OrderBy(i => i.LastUsed)
        .ThenBy(i => i.Image.PulledAt)
        .Select(i => i.Image);
}
