using System.Globalization;

namespace LocalPods.Orchestrator.Volumes;

using Payload = ImmutableSortedDictionary<string, VolumeFile>;

/// <summary>
/// Writes all files of a volume as one step (the layout of kubelet <c>pkg/volume/util/atomic_writer.go</c>): they stand in a folder named after the
/// moment, <c>..data</c> is a symbolic link to it, and each name that users see is a link through <c>..data</c>.
/// <list type="number">
/// <item>write a new folder;</item>
/// <item>make <c>..data_tmp</c> a link to it and rename that to <c>..data</c>, which is the step;</item>
/// <item>make links for new names, remove those of names that are gone, and the folder before.</item>
/// </list>
/// </summary>
/// <remarks>
/// A reader that opens <c>..data</c> once reads files of one version. Killed at any point, the writer leaves the old version or the
/// new one, and its next write removes what was half done.
/// </remarks>
/// <param name="clock">Names the folders.</param>
internal sealed class AtomicWriter(TimeProvider clock)
{
    private const string Data = "..data";
    private const string DataNext = "..data_tmp";

    private const UnixFileMode Traversable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private readonly Lock _gate = new();
    private long _lastTicks;

    /// <summary>Whether a volume was written there before.</summary>
    public static bool IsWritten(string volume) => LinuxFiles.StatLink(Path.Combine(volume, Data)) is { Type: FileType.Link };

    /// <summary>Makes a volume hold exactly these files.</summary>
    /// <param name="volume">Its folder, which is there.</param>
    /// <param name="files">By relative path.</param>
    /// <param name="prepare">Sets owners in the new folder before anybody sees it.</param>
    /// <returns>False when it held just these files, and nothing was written.</returns>
    /// <exception cref="IOException">The medium failed.</exception>
    public bool Write(string volume, Payload files, Action<string> prepare)
    {
        var before = CurrentFolder(volume);
        var names = files.Keys.Select(FirstSegment).ToHashSet(StringComparer.Ordinal);
        if (before is not null && Holds(Path.Combine(volume, before), files) && VisibleNames(volume).SetEquals(names))
        {
            return false;
        }

        RemoveLeftovers(volume, before);
        var fresh = NewFolder(volume);
        foreach (var (path, file) in files)
        {
            WriteFile(Path.Combine(volume, fresh), path, file);
        }

        prepare(Path.Combine(volume, fresh));
        File.CreateSymbolicLink(Path.Combine(volume, DataNext), fresh);
        LinuxFiles.Rename(Path.Combine(volume, DataNext), Path.Combine(volume, Data));
        foreach (var name in names.Where(n => LinuxFiles.StatLink(Path.Combine(volume, n)) is not { Type: FileType.Link }))
        {
            if (Directory.Exists(Path.Combine(volume, name)))
            {
                Directory.Delete(Path.Combine(volume, name), recursive: true); // made for a part of the volume that was not there
            }

            File.CreateSymbolicLink(Path.Combine(volume, name), Path.Combine(Data, name));
        }

        foreach (var name in VisibleNames(volume).Where(n => !names.Contains(n)))
        {
            File.Delete(Path.Combine(volume, name));
        }

        RemoveLeftovers(volume, fresh);
        return true;
    }

    // Null when nothing whole was written yet.
    private static string? CurrentFolder(string volume) =>
        IsWritten(volume) && new FileInfo(Path.Combine(volume, Data)).LinkTarget is { } target && Directory.Exists(Path.Combine(volume, target)) ? target : null;

    // Those that were made here. A folder stands where a container mounts a part of the volume that is not there.
    private static HashSet<string> VisibleNames(string volume) =>
        Directory.EnumerateFileSystemEntries(volume).Where(p => !Path.GetFileName(p).StartsWith("..", StringComparison.Ordinal) && LinuxFiles.StatLink(p) is { Type: FileType.Link })
            .Select(p => Path.GetFileName(p)).ToHashSet(StringComparer.Ordinal);

    private static bool Holds(string folder, Payload files)
    {
        var there = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(p => Path.GetRelativePath(folder, p)).ToHashSet(StringComparer.Ordinal);
        return there.SetEquals(files.Keys) && files.All(f => IsAs(Path.Combine(folder, f.Key), f.Value));
    }

    // A group that owns volumes may have got rights besides.
    private static bool IsAs(string path, VolumeFile file) =>
        LinuxFiles.StatLink(path) is { } facts
        && (facts.Mode & file.Mode) == file.Mode
        && (facts.Mode & ~(file.Mode | UnixFileMode.UserRead | UnixFileMode.GroupRead)) == UnixFileMode.None
        && (file.Owner is not { } owner || owner == facts.User)
        && File.ReadAllBytes(path).AsSpan().SequenceEqual(file.Content.Span);

    // No name is used twice: a reader that looked up a folder must not find another version under its name.
    private string NewFolder(string volume)
    {
        while (true)
        {
            var ticks = NextTicks();
            var name = $"..{new DateTime(ticks, DateTimeKind.Utc).ToString("yyyy_MM_dd_HH_mm_ss", CultureInfo.InvariantCulture)}.{(ticks % TimeSpan.TicksPerSecond).ToString("D7", CultureInfo.InvariantCulture)}";
            var path = Path.Combine(volume, name);
            if (!Directory.Exists(path))
            {
                Directory.CreateDirectory(path, Traversable);
                File.SetUnixFileMode(path, Traversable);
                return name;
            }
        }
    }

    private long NextTicks()
    {
        lock (_gate)
        {
            return _lastTicks = Math.Max(_lastTicks + 1, clock.GetUtcNow().UtcTicks);
        }
    }

    private static void WriteFile(string folder, string path, VolumeFile file)
    {
        var full = Path.Combine(folder, path);
        for (var (parent, missing) = (Path.GetDirectoryName(full)!, new Stack<string>()); ; parent = Path.GetDirectoryName(parent)!)
        {
            if (!Directory.Exists(parent))
            {
                missing.Push(parent);
                continue;
            }

            foreach (var made in missing)
            {
                Directory.CreateDirectory(made, Traversable);
                File.SetUnixFileMode(made, Traversable);
            }

            break;
        }

        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            BufferSize = 0,
        };
        using (var stream = new FileStream(full, options))
        {
            stream.Write(file.Content.Span);
        }

        File.SetUnixFileMode(full, file.Mode);
        if (file.Owner is { } owner)
        {
            LinuxFiles.SetOwner(full, owner, null);
        }
    }

    // Folders of versions other than this one, and a link that was not renamed.
    private static void RemoveLeftovers(string volume, string? current)
    {
        File.Delete(Path.Combine(volume, DataNext));
        foreach (var path in Directory.EnumerateDirectories(volume, "..*").Where(p => Path.GetFileName(p) is var name && name != Data && name != current).ToList())
        {
            if (LinuxFiles.StatLink(path) is { Type: FileType.Folder })
            {
                Directory.Delete(path, recursive: true);
            }
        }
    }

    private static string FirstSegment(string path) => path.Split('/', 2)[0];
}
