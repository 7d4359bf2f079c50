using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Pods;

/// <summary>The files of this node's pods: <c>pods/&lt;uid&gt;/</c> below the instance's folder, removed with the pod.</summary>
internal sealed class PodDirectories(string root)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private const UnixFileMode WritableByAll = Readable | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    private const UnixFileMode OpenToAll = WritableByAll | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private readonly string _pods = Path.Combine(root, "pods");

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

    /// <summary>Makes the folder of an <c>emptyDir</c> when it is not there yet.</summary>
    public string MakeEmptyDir(string podUid, string volume)
    {
        var path = Path.Combine(Of(podUid), "volumes", "kubernetes.io~empty-dir", volume);
        if (!Directory.Exists(path))
        {
            Make(Path.GetDirectoryName(path)!);
            Directory.CreateDirectory(path);
            File.SetUnixFileMode(path, OpenToAll);
        }

        return path;
    }

    /// <summary>Removes all files of a pod; succeeds when there are none.</summary>
    public void Remove(string podUid)
    {
        if (Directory.Exists(Of(podUid)))
        {
            Directory.Delete(Of(podUid), recursive: true);
        }
    }

    /// <summary>Uids of pods that have files here.</summary>
    public IReadOnlyList<string> List() =>
        Directory.Exists(_pods) ? [.. Directory.EnumerateDirectories(_pods).Select(path => Path.GetFileName(path))] : [];

    private string TerminationLog(string podUid, string container, int attempt) =>
        Path.Combine(Of(podUid), "containers", container, attempt.ToString(System.Globalization.CultureInfo.InvariantCulture));

    // The folders above what is mounted belong to the daemon alone.
    private static void Make(string path) => Directory.CreateDirectory(path, OwnerOnly);
}
