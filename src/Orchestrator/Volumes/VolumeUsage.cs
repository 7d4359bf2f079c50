namespace LocalPods.Orchestrator.Volumes;

/// <summary>How much the files of a volume take.</summary>
internal static class VolumeUsage
{
    /// <summary>Bytes on the medium of a folder and all that is below it, as <c>du</c> counts: links are not followed, and a file of several names counts once.</summary>
    /// <param name="folder">One that is not there takes nothing; neither does what this user may not look into.</param>
    /// <param name="enough">Counting ends above this.</param>
    public static long Of(string folder, long enough)
    {
        var sum = LinuxFiles.StatLink(folder)?.Bytes ?? 0;
        var counted = new HashSet<ulong>();
        var folders = new Stack<string>([folder]);
        while (sum <= enough && folders.TryPop(out var next))
        {
            foreach (var entry in Entries(next))
            {
                if (LinuxFiles.StatLink(entry) is not { } found || (found is { Links: > 1, Type: not FileType.Folder } && !counted.Add(found.Inode)))
                {
                    continue; // gone meanwhile, or known by another name
                }

                sum += found.Bytes;
                if (found.Type == FileType.Folder)
                {
                    folders.Push(entry);
                }
            }
        }

        return sum;
    }

    private static string[] Entries(string folder)
    {
        try
        {
            return Directory.GetFileSystemEntries(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
