namespace LocalPods.Orchestrator.Volumes;

/// <summary>The folders of an instance, for the end of all of it.</summary>
public static class InstanceFolders
{
    /// <summary>Below the instance's folder: volumes that outlive pods.</summary>
    public const string Persistent = "volumes";

    /// <summary>Takes off whatever is mounted in the folders of an instance that does not run, and removes them.</summary>
    /// <param name="root">The instance's folder; other things in it stay.</param>
    /// <returns>How many files there were.</returns>
    /// <exception cref="IOException">Something is still mounted there, or could not be removed.</exception>
    public static int Remove(string root)
    {
        var (mounts, count) = (new LinuxMounts(), 0);
        foreach (var name in (string[])[PodDirectories.Memory, PodDirectories.Pods, Persistent, "pki"])
        {
            var folder = Path.Combine(root, name);
            if (Directory.Exists(folder))
            {
                mounts.UnmountBelow(folder);
                count += Count(new DirectoryInfo(folder));
                Directory.Delete(folder, recursive: true);
            }
        }

        return count;
    }

    // Links are not followed.
    private static int Count(DirectoryInfo folder) =>
        folder.EnumerateFileSystemInfos().Sum(entry => entry is DirectoryInfo { LinkTarget: null } inner ? Count(inner) : 1);
}
