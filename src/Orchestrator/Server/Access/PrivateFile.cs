namespace LocalPods.Orchestrator.Server.Access;

/// <summary>Files that only this user may read, and the folder they are in.</summary>
internal static class PrivateFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Replaces a file with one line or more of ASCII. A crash leaves the old one or the new one.</summary>
    public static void Replace(string path, string text)
    {
        var next = path + ".new";
        File.Delete(next);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using (var file = new StreamWriter(next, System.Text.Encoding.ASCII, options))
        {
            file.Write(text);
            file.Write('\n');
        }

        File.Move(next, path, overwrite: true);
    }

    /// <summary>Makes a folder that is not there.</summary>
    public static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
        }
    }
}
