namespace LocalPods.Cli.Daemon;

/// <summary>Tells of changes in a folder, by the operating system.</summary>
internal static class FolderWatch
{
    /// <summary>Null when the folder cannot be watched, because it is not there or the system has no more watches.</summary>
    /// <param name="folder">Itself, not what is below it.</param>
    /// <param name="changed">Called from any thread, more often than needed.</param>
    public static IDisposable? TryOpen(string folder, Action changed)
    {
        FileSystemWatcher? watcher = null;
        try
        {
            watcher = new FileSystemWatcher(folder) { NotifyFilter = NotifyFilters.FileName | NotifyFilters.LastWrite | NotifyFilters.Size };
            watcher.Changed += (_, _) => changed();
            watcher.Created += (_, _) => changed();
            watcher.Deleted += (_, _) => changed();
            watcher.Renamed += (_, _) => changed();
            watcher.Error += (_, _) => changed();
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (Exception e) when (e is ArgumentException or IOException)
        {
            watcher?.Dispose();
            return null;
        }
    }
}
