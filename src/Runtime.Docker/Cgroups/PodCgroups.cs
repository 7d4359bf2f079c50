using System.Collections.Concurrent;
using System.Globalization;

namespace LocalPods.Runtime.Docker.Cgroups;

/// <summary>
/// The control groups of an instance's pods: <c>/localpods-instance/poduid</c> in every tree. Nothing but these folders tells
/// which pods have one, so that nothing is lost with this process: the one in the tree of memory is made first and removed
/// last, and counts.
/// </summary>
/// <param name="mounts">Where the trees are; null for a machine without.</param>
/// <param name="instance">Whose pods.</param>
/// <param name="clock">For the pauses between attempts to remove one.</param>
/// <param name="removeFolder">Removes a folder of which only the kernel's own files are left.</param>
internal sealed class PodCgroups(CgroupMounts? mounts, string instance, TimeProvider clock, Action<string> removeFolder)
{
    private const string PodPrefix = "pod";
    private const long SharesOfProcessor = 1024;
    private const int RemovalsTried = 6;

    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(20);

    // Could not be removed: tried again now and then, and told to nobody.
    private readonly ConcurrentDictionary<string, bool> _givenUp = new(StringComparer.Ordinal);

    /// <summary>The group that holds those of all pods, as the engine names it.</summary>
    public string Parent { get; } = $"/localpods-{instance}";

    public CgroupMounts? Mounts => mounts;

    /// <summary>Whether the pod has a group, and nobody failed to remove it.</summary>
    public bool Has(string podUid) => PathOf(podUid) is not null && !_givenUp.ContainsKey(podUid);

    /// <summary>The pod's group as the engine names it; null when it has none.</summary>
    public string? PathOf(string podUid) =>
        mounts is not null && IsName(podUid) && Directory.Exists(FolderOf(mounts.Memory, podUid)) ? $"{Parent}/{PodPrefix}{podUid}" : null;

    /// <summary>Uids of pods that have one.</summary>
    public ImmutableArray<string> List()
    {
        foreach (var podUid in _givenUp.Keys.Where(uid => TryRemove(PodPrefix + uid)))
        {
            _givenUp.TryRemove(podUid, out _);
        }

        return mounts is null || !Directory.Exists(mounts.Memory + Parent)
            ? []
            : [.. Directory.EnumerateDirectories(mounts.Memory + Parent, PodPrefix + "*").Select(f => Path.GetFileName(f)[PodPrefix.Length..]).Where(uid => !_givenUp.ContainsKey(uid))];
    }

    /// <summary>Makes the group of all pods, so that theirs can be made and limited.</summary>
    /// <param name="processors">Of the machine: all pods together get that many shares (as a kubelet's do).</param>
    /// <exception cref="IOException">The kernel will not have it; also as <see cref="UnauthorizedAccessException"/>.</exception>
    public void MakeParent(int processors)
    {
        var trees = mounts ?? throw new IOException("no control groups are mounted");
        if (trees.Version == 2)
        {
            PassOn(trees.Memory);
        }

        Directory.CreateDirectory(trees.Memory + Parent);
        Directory.CreateDirectory(trees.Cpu + Parent);
        Write(Parent, CgroupSetting.Shares(trees, Math.Max(1, processors) * SharesOfProcessor));
        if (trees.Version == 2)
        {
            PassOn(trees.Memory + Parent);
        }
        else if (File.Exists(trees.Memory + Parent + "/memory.use_hierarchy") && File.ReadAllText(trees.Memory + Parent + "/memory.use_hierarchy").Trim() == "0")
        {
            File.WriteAllText(trees.Memory + Parent + "/memory.use_hierarchy", "1"); // kernels before 5.11 count each group by itself
        }
    }

    /// <summary>Gives the pod a group, or limits the one it has otherwise.</summary>
    /// <param name="podUid">Whose.</param>
    /// <param name="limits">All of them; the score is not looked at.</param>
    /// <param name="processors">As in <see cref="MakeParent"/>, should that group be gone.</param>
    /// <exception cref="IOException">The kernel will not have it; also as <see cref="UnauthorizedAccessException"/>.</exception>
    public void Limit(string podUid, ContainerResources limits, int processors)
    {
        var trees = mounts ?? throw new IOException("no control groups are mounted");
        if (!IsName(podUid))
        {
            throw new IOException($"\"{podUid}\" cannot be part of the name of a group");
        }

        if (!Directory.Exists(trees.Memory + Parent))
        {
            MakeParent(processors);
        }

        _givenUp.TryRemove(podUid, out _);
        Directory.CreateDirectory(FolderOf(trees.Memory, podUid));
        Directory.CreateDirectory(FolderOf(trees.Cpu, podUid));
        foreach (var setting in CgroupSetting.Of(trees, limits))
        {
            Write($"{Parent}/{PodPrefix}{podUid}", setting);
        }
    }

    /// <summary>Memory of the pod that cannot be had back without harm, in bytes; 0 when it cannot be read.</summary>
    public long WorkingSetOf(string podUid)
    {
        if (mounts is not { } trees)
        {
            return 0;
        }

        var folder = FolderOf(trees.Memory, podUid);
        var (usage, inactive) = trees.Version == 1 ? ("memory.usage_in_bytes", "total_inactive_file ") : ("memory.current", "inactive_file ");
        try
        {
            var idle = File.ReadLines(Path.Combine(folder, "memory.stat")).Where(l => l.StartsWith(inactive, StringComparison.Ordinal)).Select(l => Number(l[inactive.Length..])).FirstOrDefault();
            return Math.Max(0, Number(File.ReadAllText(Path.Combine(folder, usage))) - idle);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    /// <summary>Whether the engine has put a container of this id into the group of all pods, in the trees that limit.</summary>
    public bool HoldsDirectly(string containerId) =>
        mounts is not null && Directory.Exists($"{mounts.Memory}{Parent}/{containerId}") && Directory.Exists($"{mounts.Cpu}{Parent}/{containerId}");

    /// <summary>Removes the pod's group. What still runs in it keeps it from going, for a moment or for good.</summary>
    /// <returns>False when it is left to later looks.</returns>
    public async Task<bool> RemoveAsync(string podUid, CancellationToken cancellationToken)
    {
        if (!IsName(podUid) || await TryRemoveAsync(PodPrefix + podUid, cancellationToken))
        {
            return true;
        }

        _givenUp[podUid] = true;
        return false;
    }

    /// <summary>Removes the groups of all pods, and the one that holds them.</summary>
    public Task RemoveAllAsync(CancellationToken cancellationToken) => TryRemoveAsync("", cancellationToken);

    /// <summary>Folders of the instance that are still there.</summary>
    public IEnumerable<string> Left() => (mounts?.Trees ?? []).Select(tree => tree + Parent).Where(Directory.Exists);

    private async Task<bool> TryRemoveAsync(string below, CancellationToken cancellationToken)
    {
        var pause = s_firstPause;
        for (var tried = 1; !TryRemove(below); tried++, pause *= 2)
        {
            if (tried == RemovalsTried)
            {
                return false;
            }

            await Task.Delay(pause, clock, cancellationToken);
        }

        return true;
    }

    private bool TryRemove(string below)
    {
        try
        {
            foreach (var tree in mounts?.Trees ?? [])
            {
                RemoveTree($"{tree}{Parent}/{below}".TrimEnd('/'));
            }

            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    // What a container made for itself below its own goes too; mostly there is nothing.
    private void RemoveTree(string folder)
    {
        try
        {
            removeFolder(folder);
            return;
        }
        catch (DirectoryNotFoundException)
        {
            return; // never there, or somebody else was faster
        }
        catch (IOException) when (Directory.EnumerateDirectories(folder).Any())
        {
            foreach (var child in Directory.EnumerateDirectories(folder))
            {
                RemoveTree(child);
            }
        }

        removeFolder(folder);
    }

    private static void PassOn(string folder) => File.WriteAllText(folder + "/cgroup.subtree_control", "+cpu +memory");

    private static void Write(string group, CgroupSetting setting) => File.WriteAllText($"{setting.Tree}{group}/{setting.File}", setting.Value);

    private static long Number(string text) => long.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static bool IsName(string podUid) => podUid.Length is > 0 and < 200 && podUid.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    private string FolderOf(string tree, string podUid) => $"{tree}{Parent}/{PodPrefix}{podUid}";
}
