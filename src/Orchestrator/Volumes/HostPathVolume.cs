using LocalPods.Api.Core;

namespace LocalPods.Orchestrator.Volumes;

/// <summary>A file or folder of the node (kubelet <c>pkg/volume/hostpath/host_path.go</c>).</summary>
internal static class HostPathVolume
{
    private const UnixFileMode FolderMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Makes what the type allows to be made, and looks whether the rest is there.</summary>
    /// <returns>The path on the node.</returns>
    /// <exception cref="VolumeException">What is there is of another type.</exception>
    /// <exception cref="IOException">It could not be made.</exception>
    public static string SetUp(string volume, HostPathVolumeSource source)
    {
        var path = source.Path;
        var found = string.IsNullOrEmpty(source.Type) ? null : LinuxFiles.Stat(path);
        switch (source.Type)
        {
            case "DirectoryOrCreate" when found is null:
                Directory.CreateDirectory(path, FolderMode);
                break;
            case "FileOrCreate" when found is null:
                using (new FileStream(path, new FileStreamOptions { Mode = System.IO.FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = FileMode }))
                {
                    // Its content is nobody's business here.
                }

                break;
            case "DirectoryOrCreate" or "Directory":
                Check(volume, path, "directory", found is { Type: FileType.Folder });
                break;
            case "FileOrCreate" or "File":
                Check(volume, path, "file", found is { Type: not FileType.Folder });
                break;
            case "Socket":
                Check(volume, path, "socket file", found is { Type: FileType.Socket });
                break;
            case "CharDevice":
                Check(volume, path, "character device", found is { Type: FileType.CharDevice });
                break;
            case "BlockDevice":
                Check(volume, path, "block device", found is { Type: FileType.BlockDevice });
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
