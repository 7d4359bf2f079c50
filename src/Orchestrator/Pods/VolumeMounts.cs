using LocalPods.Api.Core;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Pods;

/// <summary>Where on the node the volumes of a container are (spec 2.6).</summary>
internal static class VolumeMounts
{
    /// <summary>The mounts a container asks for, in the order of its spec.</summary>
    /// <exception cref="VolumeException">A volume cannot be had: the container waits, and says for what.</exception>
    public static ImmutableArray<Mount> For(Pod pod, Container container, PodDirectories directories) =>
        [.. container.VolumeMounts.Select(mount => One(pod, container, mount, directories))];

    private static Mount One(Pod pod, Container container, VolumeMount mount, PodDirectories directories)
    {
        var volume = pod.Spec.Volumes.FirstOrDefault(v => v.Name == mount.Name)
            ?? throw new PodEnvironment.ContainerConfigException($"cannot find volume \"{mount.Name}\" to mount into container \"{container.Name}\"");
        if (!string.IsNullOrEmpty(mount.SubPath) || !string.IsNullOrEmpty(mount.SubPathExpr))
        {
            throw new PodEnvironment.ContainerConfigException($"volumeMount \"{mount.Name}\" of container \"{container.Name}\": subPath is not supported");
        }

        return new Mount(Source(pod, volume, directories), mount.MountPath, mount.ReadOnly == true)
        {
            Propagation = mount.MountPropagation switch
            {
                "HostToContainer" => MountPropagation.HostToContainer,
                "Bidirectional" => MountPropagation.Bidirectional,
                _ => MountPropagation.None,
            },
        };
    }

    private static string Source(Pod pod, Volume volume, PodDirectories directories) => volume switch
    {
        { HostPath: { } host } => HostPath(volume.Name, host),
        { EmptyDir.Medium: { Length: > 0 } medium } => throw new VolumeException(volume.Name, $"emptyDir with medium \"{medium}\" is not supported"),
        { EmptyDir: not null } => directories.MakeEmptyDir(pod.Metadata.Uid ?? "", volume.Name),
        { ConfigMap: { } map } => throw new VolumeException(volume.Name, $"configmap \"{map.Name}\" not found"),
        { Secret: { } secret } => throw new VolumeException(volume.Name, $"secret \"{secret.SecretName}\" not found"),
        { PersistentVolumeClaim: { } claim } => throw new VolumeException(volume.Name, $"persistentvolumeclaim \"{claim.ClaimName}\" not found"),
        _ => throw new VolumeException(volume.Name, "volumes of this kind are not supported"),
    };

    private static string HostPath(string volume, HostPathVolumeSource source)
    {
        var path = source.Path;
        switch (source.Type)
        {
            case "DirectoryOrCreate":
                Directory.CreateDirectory(path);
                break;
            case "FileOrCreate":
                if (!File.Exists(path))
                {
                    File.WriteAllText(path, "");
                }

                break;
            case "Directory":
                Check(volume, path, "directory", Directory.Exists(path));
                break;
            case "File":
                Check(volume, path, "file", File.Exists(path));
                break;
            case "Socket":
                Check(volume, path, "socket file", File.Exists(path));
                break;
            case "CharDevice":
                Check(volume, path, "character device", File.Exists(path));
                break;
            case "BlockDevice":
                Check(volume, path, "block device", File.Exists(path));
                break;
        }

        return path;
    }

    private static void Check(string volume, string path, string kind, bool holds)
    {
        if (!holds)
        {
            throw new VolumeException(volume, $"hostPath type check failed: {path} is not a {kind}");
        }
    }
}
