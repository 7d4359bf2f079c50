using LocalPods.Api.Core;

namespace LocalPods.Orchestrator.Volumes;

/// <summary>Gives volumes to the group of a pod's <c>fsGroup</c> (kubelet <c>pkg/volume/volume_linux.go</c>).</summary>
internal static class VolumeOwnership
{
    private const UnixFileMode Reading = UnixFileMode.UserRead | UnixFileMode.GroupRead;
    private const UnixFileMode Writing = Reading | UnixFileMode.UserWrite | UnixFileMode.GroupWrite;
    private const UnixFileMode Entering = UnixFileMode.UserExecute | UnixFileMode.GroupExecute;

    /// <summary>Gives everything below a folder, and it, to the group; folders hand the group on to what is made in them.</summary>
    /// <param name="folder">The volume, or a part of it.</param>
    /// <param name="pod">Its group, and when it is to be looked for; without a group nothing is done.</param>
    /// <param name="readOnly">The group may read and not write.</param>
    /// <exception cref="IOException">An owner could not be changed.</exception>
    public static void Apply(string folder, Pod pod, bool readOnly)
    {
        if (pod.Spec.SecurityContext is not { FsGroup: { } group } context)
        {
            return;
        }

        if (context.FsGroupChangePolicy == "OnRootMismatch" && LinuxFiles.Stat(folder) is { } root && root.Group == group && Has(root, readOnly))
        {
            return;
        }

        var top = new DirectoryInfo(folder);
        Change(top, group, readOnly);
    }

    // Depth first, so that a folder is as it is to be only when all below it is: a daemon killed on the way does it again.
    private static void Change(FileSystemInfo entry, long group, bool readOnly)
    {
        if (LinuxFiles.StatLink(entry.FullName) is not { } facts)
        {
            return; // gone meanwhile
        }

        if (facts.Type == FileType.Folder)
        {
            foreach (var inner in new DirectoryInfo(entry.FullName).EnumerateFileSystemInfos())
            {
                Change(inner, group, readOnly);
            }
        }

        if (facts.Group != group)
        {
            LinuxFiles.SetOwner(entry.FullName, null, group);
        }

        if (facts.Type != FileType.Link)
        {
            var mode = facts.Mode | Wanted(facts.Type, readOnly);
            if (mode != facts.Mode || facts.Group != group)
            {
                File.SetUnixFileMode(entry.FullName, mode);
            }
        }
    }

    private static bool Has(FileFacts root, bool readOnly) => Wanted(FileType.Folder, readOnly) is var wanted && (root.Mode & wanted) == wanted;

    private static UnixFileMode Wanted(FileType type, bool readOnly) =>
        (readOnly ? Reading : Writing) | (type == FileType.Folder ? Entering | UnixFileMode.SetGroup : UnixFileMode.None);
}
