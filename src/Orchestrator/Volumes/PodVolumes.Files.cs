using LocalPods.Api.Core;
using LocalPods.Orchestrator.PodEnvironment;
using Microsoft.Extensions.Logging;

namespace LocalPods.Orchestrator.Volumes;

internal sealed partial class PodVolumes
{
    /// <summary>The text of a file in a volume that is ready; null when there is no such file.</summary>
    /// <exception cref="ContainerConfigException">There is no such volume, or the file cannot be read; the message tells nothing of the node's paths, the log does.</exception>
    public string? ReadText(Pod pod, string volume, string path)
    {
        var known = _pods[UidOf(pod)];
        lock (known.Gate)
        {
            if (!known.Sources.TryGetValue(volume, out var source))
            {
                throw EnvironmentFile.NoVolume(volume);
            }

            try
            {
                return VolumePlace.ReadText(source, path, EnvironmentFile.MostBytes);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                LogNotRead(logger, path, volume, e.Message);
                throw EnvironmentFile.Unreadable($"\"{path}\" in volume \"{volume}\" cannot be read");
            }
        }
    }

    /// <summary>Whether some volume of the pod may hold only so much, and nothing but <see cref="Overfull"/> keeps it to that.</summary>
    public bool HasLimits(Pod pod) => Limited(pod).Any();

    /// <summary>The first volume that holds more than it may; null when none does. Reads the disk.</summary>
    public Volume? Overfull(Pod pod) => Limited(pod).FirstOrDefault(v =>
        v.EmptyDir!.SizeLimit!.Value.Value is var limit && BytesOf(pod, v, limit) > limit);

    /// <summary>Bytes that the pod's emptyDirs on the disk hold. Reads the disk.</summary>
    /// <param name="pod">Which.</param>
    /// <param name="enough">Counting ends above this.</param>
    public long BytesOnDisk(Pod pod, long enough) => OnDisk(pod).Aggregate(0L, (sum, v) => sum > enough ? sum : sum + BytesOf(pod, v, enough - sum));

    private long BytesOf(Pod pod, Volume volume, long enough) => VolumeUsage.Of(directories.VolumeOf(UidOf(pod), EmptyDirPlugin, volume.Name), enough);

    // In memory the kernel keeps the limit.
    private IEnumerable<Volume> Limited(Pod pod) => OnDisk(pod).Where(v => v.EmptyDir!.SizeLimit is { Sign: > 0 });

    private IEnumerable<Volume> OnDisk(Pod pod) => pod.Spec.Volumes.Where(v => v.EmptyDir is { } empty && !(empty.Medium == "Memory" && mounts.Allowed));

    [LoggerMessage(1079, LogLevel.Warning, "The file {Path} of volume {Volume} cannot be read: {Cause}")]
    private static partial void LogNotRead(ILogger logger, string path, string volume, string cause);
}
