using System.Collections.Concurrent;
using LocalPods.Api.Core;
using LocalPods.Orchestrator.PodEnvironment;
using LocalPods.Orchestrator.Runtime;
using Microsoft.Extensions.Logging;

namespace LocalPods.Orchestrator.Volumes;

/// <summary>
/// The volumes of this node's pods: made ready before a container starts, written anew when what they show changes, and taken away
/// with the pod. Any thread may call; what is done to one pod is done one after another.
/// </summary>
/// <param name="directories">Where they are.</param>
/// <param name="mounts">For volumes in memory and parts of volumes.</param>
/// <param name="tokens">For tokens of service accounts.</param>
/// <param name="claims">The storage behind claims.</param>
/// <param name="clock">Names versions, and tells when tokens are renewed.</param>
/// <param name="logger">Told once what this node cannot do.</param>
internal sealed partial class PodVolumes(
    PodDirectories directories, INodeMounts mounts, PodTokenIssuer tokens, ClaimedVolumes claims, TimeProvider clock, ILogger<PodVolumes> logger)
{
    private const string EmptyDirPlugin = "empty-dir";

    private const UnixFileMode OpenToAll = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private static readonly TimeSpan s_tellAgainAfter = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, OfPod> _pods = new(StringComparer.Ordinal);
    private readonly AtomicWriter _writer = new(clock);
    private readonly TokenCache _tokens = new(tokens, clock);
    private readonly MountMapping _mapping = new(directories, mounts, logger);
    private int _toldOfMemory;
    private int _toldOfOwners;

    /// <summary>Makes every volume ready that some container of the pod mounts or reads variables from.</summary>
    /// <exception cref="VolumeException">One cannot be had yet; all others are tried too, and it tells of those that cannot either.</exception>
    public void SetUp(PodSetting setting)
    {
        var pod = _pods.GetOrAdd(UidOf(setting.Pod), _ => new OfPod());
        var problems = new List<VolumeException>();
        lock (pod.Gate)
        {
            foreach (var volume in Mounted(setting.Pod))
            {
                Try(volume, problems, () => pod.Sources[volume.Name] = SetUp(setting, volume, pod.Sources.ContainsKey(volume.Name)));
            }
        }

        if (problems is [var first, ..])
        {
            throw new VolumeException(first.Volume, first.Message) { Others = [.. problems.Skip(1)] };
        }
    }

    /// <summary>The mounts a container asks for, in the order of its spec. All volumes are ready.</summary>
    /// <param name="setting">The pod and where it runs.</param>
    /// <param name="container">Of the pod's spec.</param>
    /// <param name="find">The value of one of its environment variables; null when there is none.</param>
    /// <exception cref="ContainerConfigException">A mount cannot be had as the spec has it.</exception>
    public ImmutableArray<Mount> MountsOf(PodSetting setting, Container container, Func<string, string?> find)
    {
        var pod = _pods[UidOf(setting.Pod)];
        lock (pod.Gate)
        {
            return _mapping.Map(setting.Pod, container, pod.Sources, find);
        }
    }

    /// <summary>Writes anew what changed in the volumes that were made ready, by this daemon or one before it.</summary>
    /// <returns>When to come back although nothing changes, and what cannot be had.</returns>
    public (DateTimeOffset? RenewAt, ImmutableArray<VolumeException> Problems) Refresh(PodSetting setting)
    {
        var pod = _pods.GetOrAdd(UidOf(setting.Pod), _ => new OfPod());
        DateTimeOffset? renewAt = null;
        var problems = new List<VolumeException>();
        lock (pod.Gate)
        {
            foreach (var volume in Mounted(setting.Pod).Where(v => VolumePayloads.IsWritten(v) && AtomicWriter.IsWritten(FolderOf(setting.Pod, v))))
            {
                Try(volume, problems, () =>
                {
                    var next = Write(setting, volume, FolderOf(setting.Pod, volume));
                    renewAt = next < renewAt || renewAt is null ? next ?? renewAt : renewAt;
                });
            }
        }

        return (renewAt, [.. problems]);
    }

    /// <summary>Whether users were not just told the same of the pod: each of its containers finds out by itself.</summary>
    public bool IsNews(Pod pod, VolumeException problem)
    {
        var known = _pods.GetOrAdd(UidOf(pod), _ => new OfPod());
        var now = clock.GetUtcNow();
        lock (known.Gate)
        {
            var news = !known.Told.TryGetValue(problem.Volume, out var told) || told.Text != problem.Message || now >= told.At + s_tellAgainAfter;
            if (news)
            {
                known.Told[problem.Volume] = (problem.Message, now);
            }

            return news;
        }
    }

    /// <summary>Forgets a pod that is gone; its files go with those of the pod.</summary>
    public void Forget(string podUid)
    {
        _pods.TryRemove(podUid, out _);
        _tokens.Forget(podUid);
    }

    private static void Try(Volume volume, List<VolumeException> problems, Action step)
    {
        try
        {
            step();
        }
        catch (VolumeException e)
        {
            problems.Add(e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add(new VolumeException(volume.Name, e.Message));
        }
    }

    private string SetUp(PodSetting setting, Volume volume, bool again) => volume switch
    {
        { HostPath: { } host } => HostPathVolume.SetUp(volume.Name, host),
        { EmptyDir: { } empty } => EmptyDir(setting.Pod, volume.Name, empty),
        _ when VolumePayloads.IsWritten(volume) => Written(setting, volume),
        { Image: not null } => throw new VolumeException(volume.Name, "image volumes are not supported by this engine"),
        _ when PodClaims.NameOf(setting.Pod, volume) is not null => Claimed(setting.Pod, volume, again),
        _ => throw new VolumeException(volume.Name, $"volumes of kind {VolumeSources.Of(volume)[0]} are not supported"),
    };

    private string EmptyDir(Pod pod, string volume, EmptyDirVolumeSource source)
    {
        var folder = directories.VolumeOf(UidOf(pod), EmptyDirPlugin, volume);
        PodDirectories.Make(folder, OpenToAll);
        if (source.Medium == "Memory")
        {
            if (mounts.Allowed)
            {
                mounts.MountMemory(folder, OpenToAll, source.SizeLimit is { Sign: > 0 } limit ? limit.Value : null);
            }
            else if (Interlocked.Exchange(ref _toldOfMemory, 1) == 0)
            {
                LogNoMemory(logger);
            }
        }
        else if (source.Medium is { Length: > 0 } other)
        {
            throw new VolumeException(
                volume, other.StartsWith("HugePages", StringComparison.Ordinal) ? $"emptyDir with medium \"{other}\" is not supported" : $"unknown storage medium \"{other}\"");
        }

        // The folder itself is given away last, so that its owner tells whether all was done.
        if (pod.Spec.SecurityContext?.FsGroup is { } group && LinuxFiles.Stat(folder)!.Group != group)
        {
            Own(folder, pod, readOnly: false);
        }

        return folder;
    }

    private string Claimed(Pod pod, Volume volume, bool again)
    {
        var (source, takesGroup) = claims.SetUp(pod, volume);
        if (takesGroup && !again && volume.PersistentVolumeClaim?.ReadOnly != true)
        {
            Own(source, pod, readOnly: false);
        }

        return source;
    }

    private string Written(PodSetting setting, Volume volume)
    {
        var folder = FolderOf(setting.Pod, volume);
        PodDirectories.Make(folder, OpenToAll);
        Write(setting, volume, folder);
        return folder;
    }

    private DateTimeOffset? Write(PodSetting setting, Volume volume, string folder)
    {
        var files = new VolumePayloads(_tokens).Of(setting, volume);
        _writer.Write(folder, files, fresh => Own(fresh, setting.Pod, readOnly: true));
        return files.Values.Select(f => f.RenewAt).Min();
    }

    private void Own(string folder, Pod pod, bool readOnly)
    {
        try
        {
            VolumeOwnership.Apply(folder, pod, readOnly);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException && !Environment.IsPrivilegedProcess)
        {
            if (Interlocked.Exchange(ref _toldOfOwners, 1) == 0)
            {
                LogNoOwners(logger, e.Message);
            }
        }
    }

    // What few should see is kept in memory where that can be.
    private string FolderOf(Pod pod, Volume volume)
    {
        var plugin = volume switch
        {
            { ConfigMap: not null } => "configmap",
            { Secret: not null } => "secret",
            { DownwardAPI: not null } => "downward-api",
            _ => "projected",
        };
        if (!VolumePayloads.IsConfidential(volume))
        {
            return directories.VolumeOf(UidOf(pod), plugin, volume.Name);
        }

        if (directories.MemoryVolumeOf(UidOf(pod), plugin, volume.Name) is { } inMemory)
        {
            return inMemory;
        }

        if (Interlocked.Exchange(ref _toldOfMemory, 1) == 0)
        {
            LogNoMemory(logger);
        }

        return directories.VolumeOf(UidOf(pod), plugin, volume.Name);
    }

    private static IEnumerable<Volume> Mounted(Pod pod)
    {
        var names = pod.Spec.ContainersWithEphemeral().SelectMany(c => c.VolumeMounts.Select(m => m.Name).Concat(c.Env.Select(e => e.ValueFrom?.FileKeyRef?.VolumeName).OfType<string>())).ToHashSet(StringComparer.Ordinal);
        return pod.Spec.Volumes.Where(v => names.Contains(v.Name));
    }

    private static string UidOf(Pod pod) => pod.Metadata.Uid ?? "";

    [LoggerMessage(1070, LogLevel.Warning, "Volumes that belong into memory are kept on the disk, readable by this user only: this process may not mount (CAP_SYS_ADMIN)")]
    private static partial void LogNoMemory(ILogger logger);

    [LoggerMessage(1071, LogLevel.Warning, "Volumes keep this user's group whatever fsGroup says: {Reason}")]
    private static partial void LogNoOwners(ILogger logger, string reason);

    /// <summary>What is known of a pod's volumes; lost with the daemon, and then found out again.</summary>
    private sealed class OfPod
    {
        public Lock Gate { get; } = new();

        /// <summary>By name: the path of each volume that is ready.</summary>
        public Dictionary<string, string> Sources { get; } = new(StringComparer.Ordinal);

        /// <summary>By name of a volume: what was last said of it, and when.</summary>
        public Dictionary<string, (string Text, DateTimeOffset At)> Told { get; } = new(StringComparer.Ordinal);
    }
}
