using LocalPods.Api.Core;
using LocalPods.Orchestrator.PodEnvironment;
using LocalPods.Orchestrator.Runtime;
using Microsoft.Extensions.Logging;

namespace LocalPods.Orchestrator.Volumes;

/// <summary>Maps the mounts of a container onto volumes that are ready, as the runtime takes them (kubelet <c>makeMounts</c>).</summary>
internal sealed class MountMapping(PodDirectories directories, INodeMounts mounts, ILogger logger)
{
    private readonly SubPaths _subPaths = new(mounts, logger);

    /// <summary>Maps all, in the order of the container's spec; parts of volumes are made ready for it.</summary>
    /// <param name="pod">Whose container it is.</param>
    /// <param name="container">Of the pod's spec.</param>
    /// <param name="sources">The path of each volume that is ready, by name.</param>
    /// <param name="find">The value of one of its environment variables; null when there is none.</param>
    /// <exception cref="ContainerConfigException">A mount cannot be had as the spec has it.</exception>
    public ImmutableArray<Mount> Map(Pod pod, Container container, IReadOnlyDictionary<string, string> sources, Func<string, string?> find) =>
        [.. container.VolumeMounts.Select((mount, index) => Map(pod, container, mount, index, sources, find))];

    private Mount Map(Pod pod, Container container, VolumeMount mount, int index, IReadOnlyDictionary<string, string> sources, Func<string, string?> find)
    {
        var volume = pod.Spec.Volumes.FirstOrDefault(v => v.Name == mount.Name);
        if (volume is null || !sources.TryGetValue(mount.Name, out var source))
        {
            throw new ContainerConfigException($"cannot find volume \"{mount.Name}\" to mount into container \"{container.Name}\"");
        }

        if (SubPaths.Of(mount, find) is { Length: > 0 } part)
        {
            var place = directories.SubPathOf(pod.Metadata.Uid ?? "", volume.Name, container.Name, index);
            source = _subPaths.Prepare(source, part, place, IsShared(pod, container, volume), $"volumeMount \"{mount.Name}\" of container \"{container.Name}\"");
        }

        if (mount.RecursiveReadOnly == "Enabled" && mounts.Below(source).Any(point => point != Path.TrimEndingDirectorySeparator(source)))
        {
            // Without other mounts below it a read-only mount is read-only throughout.
            throw new ContainerConfigException($"volume \"{mount.Name}\" requested recursive read-only mode, but it is not supported by the runtime");
        }

        var readOnly = mount.ReadOnly == true || VolumePayloads.IsWritten(volume) || volume.PersistentVolumeClaim?.ReadOnly == true;
        return new Mount(source, mount.MountPath.StartsWith('/') ? mount.MountPath : "/" + mount.MountPath, readOnly)
        {
            Propagation = mount.MountPropagation switch
            {
                MountPropagations.HostToContainer => MountPropagation.HostToContainer,
                MountPropagations.Bidirectional => MountPropagation.Bidirectional,
                _ => MountPropagation.None,
            },
        };
    }

    // Whether somebody may change the volume while a part of it is looked up. What the node writes nobody else does.
    private static bool IsShared(Pod pod, Container container, Volume volume) =>
        !VolumePayloads.IsWritten(volume)
        && (volume.EmptyDir is null || pod.Spec.ContainersWithEphemeral().Any(other => other.Name != container.Name && other.VolumeMounts.Any(m => m.Name == volume.Name && m.ReadOnly != true)));
}
