namespace LocalPods.Runtime.Docker.Containers;

/// <summary>The files in which the engine keeps the log of a container.</summary>
internal static class LogFiles
{
    /// <summary>Bytes of the file and of those that were put aside for it; 0 when this user may not look at them.</summary>
    /// <param name="path">Of the file that is written now; others have more after its name.</param>
    public static long Measure(string path)
    {
        try
        {
            return new DirectoryInfo(Path.GetDirectoryName(path)!).EnumerateFiles($"{Path.GetFileName(path)}*").Sum(f => f.Length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
