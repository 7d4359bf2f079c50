using Microsoft.Win32.SafeHandles;

namespace LocalPods.Orchestrator.Volumes;

/// <summary>Opens what is in a volume while containers may change it: what was opened lies within it, whatever becomes of links meanwhile.</summary>
internal static class VolumePlace
{
    /// <summary>Opens a resolved path component by component. None of them is a link; one that has become a link since is not entered.</summary>
    /// <param name="root">Of the volume, resolved.</param>
    /// <param name="resolved">As <see cref="LinuxFiles.Resolve"/> returned it.</param>
    /// <exception cref="IOException">It leads out of the volume, or something is in the way.</exception>
    public static SafeFileHandle Open(string root, string resolved)
    {
        if (resolved != root && !resolved.StartsWith(root.TrimEnd('/') + "/", StringComparison.Ordinal))
        {
            throw new IOException("it leads out of the volume");
        }

        var at = LinuxFiles.OpenPlace(root);
        foreach (var segment in resolved[root.Length..].Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            at = Enter(at, segment);
        }

        return at;
    }

    /// <summary>Goes from an opened folder, which is closed, to what it holds.</summary>
    /// <exception cref="IOException">There is nothing, or a symbolic link.</exception>
    public static SafeFileHandle Enter(SafeFileHandle folder, string name)
    {
        using (folder)
        {
            var next = LinuxFiles.OpenPlace(folder, name);
            if (LinuxFiles.Stat(next).Type == FileType.Link)
            {
                next.Dispose();
                throw new IOException("a symbolic link is in the way");
            }

            return next;
        }
    }

    /// <summary>The text of a file, in UTF-8.</summary>
    /// <param name="volume">Path of the volume.</param>
    /// <param name="path">Relative, without dots that lead up.</param>
    /// <param name="most">Bytes.</param>
    /// <returns>Null when there is no such file.</returns>
    /// <exception cref="IOException">It is no file of the volume, or too large.</exception>
    public static string? ReadText(string volume, string path, int most)
    {
        if (LinuxFiles.Resolve(volume) is not { } root || LinuxFiles.Resolve(Path.Combine(root, path)) is not { } resolved)
        {
            return null;
        }

        using var opened = Open(root, resolved);
        if (LinuxFiles.Stat(opened).Type != FileType.File)
        {
            throw new IOException("it is no regular file"); // to open a pipe would wait for its writer
        }

        using var file = File.OpenRead(LinuxFiles.PathOf(opened));
        if (file.Length > most)
        {
            throw new IOException($"it has {file.Length} bytes, and {most} are the most");
        }

        using var reader = new StreamReader(file, System.Text.Encoding.UTF8, detectEncodingFromByteOrderMarks: false);
        return reader.ReadToEnd();
    }
}
