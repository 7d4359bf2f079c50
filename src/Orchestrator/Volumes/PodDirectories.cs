using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Volumes;

/// <summary>
/// The files of this node's pods: <c>pods/&lt;uid&gt;/</c> below the instance's folder, and <c>memory/&lt;uid&gt;/</c> for what is kept
/// in memory; both are removed with the pod.
/// </summary>
/// <param name="root">The instance's folder.</param>
/// <param name="mounts">What is mounted in the folders of a pod is taken off before anything in them is removed.</param>
internal sealed class PodDirectories(string root, INodeMounts mounts)
{
    public const string Pods = "pods";
    public const string Memory = "memory";

    private const string VolumeFolder = "volumes";
    private const string SubPathFolder = "volume-subpaths";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private const UnixFileMode WritableByAll = Readable | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    private readonly string _pods = Path.Combine(root, Pods);
    private readonly string _memory = Path.Combine(root, Memory);
    private readonly Lock _gate = new();
    private bool? _hasMemory;

    public string Of(string podUid) => Path.Combine(_pods, podUid);

    public void MakePod(string podUid) => Make(Of(podUid));

    /// <summary>Writes the pod's hosts file anew and says where it is.</summary>
    public string WriteHosts(string podUid, string content)
    {
        Make(Of(podUid));
        var path = Path.Combine(Of(podUid), "etc-hosts");
        if (!File.Exists(path) || File.ReadAllText(path) != content)
        {
            // Rewritten in place: containers that run have this very file mounted.
            File.WriteAllText(path, content);
            File.SetUnixFileMode(path, Readable);
        }

        return path;
    }

    /// <summary>Makes the empty file that an instance writes its last words into.</summary>
    public string MakeTerminationLog(string podUid, string container, int attempt)
    {
        var path = TerminationLog(podUid, container, attempt);
        Make(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "");
        File.SetUnixFileMode(path, WritableByAll);
        return path;
    }

    /// <summary>The end of what an instance wrote there; null when there is no file.</summary>
    /// <exception cref="IOException">It could not be read.</exception>
    public string? ReadTerminationLog(string podUid, string container, int attempt, int mostBytes)
    {
        var path = TerminationLog(podUid, container, attempt);
        if (!File.Exists(path))
        {
            return null;
        }

        using var file = File.OpenRead(path);
        file.Seek(Math.Max(0, file.Length - mostBytes), SeekOrigin.Begin);
        var bytes = new byte[mostBytes];
        var count = file.ReadAtLeast(bytes, mostBytes, throwOnEndOfStream: false);
        return System.Text.Encoding.UTF8.GetString(bytes, 0, count);
    }

    /// <summary>Forgets the last words of an instance that is no longer kept.</summary>
    public void RemoveTerminationLog(ContainerStatus instance) =>
        File.Delete(TerminationLog(instance.Pod.Uid, instance.Name, instance.Attempt));

    /// <summary>The folder of a volume on the disk.</summary>
    /// <param name="podUid">Whose.</param>
    /// <param name="plugin">The kind of volume, as the kubelet's folders are named: <c>empty-dir</c>.</param>
    /// <param name="volume">In the pod's spec.</param>
    public string VolumeOf(string podUid, string plugin, string volume) => Path.Combine(Of(podUid), VolumeFolder, $"kubernetes.io~{plugin}", volume);

    /// <summary>The folder of a volume in memory; null when this node keeps none there, which does not change while the daemon runs.</summary>
    /// <inheritdoc cref="VolumeOf"/>
    public string? MemoryVolumeOf(string podUid, string plugin, string volume) =>
        HasMemory() ? Path.Combine(_memory, podUid, VolumeFolder, $"kubernetes.io~{plugin}", volume) : null;

    /// <summary>Where a part of a volume is shown for one mount of one container.</summary>
    public string SubPathOf(string podUid, string volume, string container, int mount) =>
        Path.Combine(Of(podUid), SubPathFolder, volume, container, mount.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Makes a folder that is not there; those above it are the daemon's alone.</summary>
    public static void Make(string folder, UnixFileMode mode)
    {
        if (!Directory.Exists(folder))
        {
            Make(Path.GetDirectoryName(folder)!);
            Directory.CreateDirectory(folder, mode);
            File.SetUnixFileMode(folder, mode);
        }
    }

    /// <summary>Removes all files of a pod; succeeds when there are none.</summary>
    /// <exception cref="IOException">Something is still mounted there, or a file could not be removed.</exception>
    public void Remove(string podUid)
    {
        RemoveFolder(Path.Combine(_memory, podUid));
        RemoveFolder(Of(podUid));
    }

    /// <summary>Removes the volumes of a pod whose containers have ended for good; the rest of its files stays.</summary>
    /// <inheritdoc cref="Remove"/>
    public void RemoveVolumes(string podUid)
    {
        foreach (var folder in (string[])[Path.Combine(Of(podUid), SubPathFolder), Path.Combine(Of(podUid), VolumeFolder), Path.Combine(_memory, podUid)])
        {
            RemoveFolder(folder);
        }
    }

    /// <summary>Uids of pods that have files here.</summary>
    public IReadOnlyList<string> List() => [.. NamesIn(_pods).Concat(NamesIn(_memory)).Distinct()];

    private void RemoveFolder(string folder)
    {
        if (Directory.Exists(folder))
        {
            mounts.UnmountBelow(folder);
            Directory.Delete(folder, recursive: true);
        }
    }

    // One file system in memory serves all pods; it is mounted when it is first needed, and stays for daemons that follow.
    private bool HasMemory()
    {
        lock (_gate)
        {
            if (_hasMemory is not { } known)
            {
                _hasMemory = known = TryMountMemory();
            }

            return known;
        }
    }

    private bool TryMountMemory()
    {
        if (!mounts.Allowed)
        {
            return false;
        }

        try
        {
            Make(_memory);
            mounts.MountMemory(_memory, OwnerOnly, bytes: null);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static IEnumerable<string> NamesIn(string folder) =>
        Directory.Exists(folder) ? Directory.EnumerateDirectories(folder).Select(path => Path.GetFileName(path)) : [];

    private string TerminationLog(string podUid, string container, int attempt) =>
        Path.Combine(Of(podUid), "containers", container, attempt.ToString(System.Globalization.CultureInfo.InvariantCulture));

    // The folders above what is mounted belong to the daemon alone. The base library gives a mode to the last of them only.
    private static void Make(string path)
    {
        if (!Directory.Exists(path))
        {
            Make(Path.GetDirectoryName(path)!);
            Directory.CreateDirectory(path, OwnerOnly);
        }
    }
}
