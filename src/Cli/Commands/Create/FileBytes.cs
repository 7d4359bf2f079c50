namespace LocalPods.Cli.Commands.Create;

/// <summary>Reads files that flags name.</summary>
internal static class FileBytes
{
    /// <summary>The whole file.</summary>
    /// <param name="path">As the user wrote it.</param>
    /// <param name="doing">What is said before the path when it cannot be read.</param>
    /// <exception cref="CommandException">It cannot be read.</exception>
    public static byte[] Read(string path, string doing)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw CommandException.Error($"{doing}{path}: no such file or directory");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CommandException.Error($"{doing}{path}: {e.Message}");
        }
    }
}
