using System.Globalization;

namespace LocalPods.Runtime.Docker.Cgroups;

/// <summary>Where this machine shows its control groups.</summary>
/// <param name="Version">1: a tree of folders for each controller; 2: one tree for all.</param>
/// <param name="Cpu">Top of the tree that limits processor time.</param>
/// <param name="Memory">Top of the tree that limits memory.</param>
/// <param name="Trees">Tops of all trees, memory's last: an engine makes a container's group in each.</param>
internal sealed record CgroupMounts(int Version, string Cpu, string Memory, ImmutableArray<string> Trees)
{
    private const string MountTable = "/proc/self/mountinfo";

    /// <summary>As mounted for this process; null where nothing of the kind is.</summary>
    public static CgroupMounts? Find()
    {
        try
        {
            return Read(File.ReadLines(MountTable));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Reads a table of mounts, in the form of <c>/proc/self/mountinfo</c>. Null without trees that limit processors and memory.</summary>
    public static CgroupMounts? Read(IEnumerable<string> table)
    {
        var mounts = table.Select(Parse).Where(m => m.Type is "cgroup" or "cgroup2").DistinctBy(m => m.Folder).ToList();
        var first = mounts.Where(m => m.Type == "cgroup").ToList();
        if (Of(first, "cpu") is { } cpu && Of(first, "memory") is { } memory)
        {
            return new CgroupMounts(1, cpu, memory, [.. mounts.Select(m => m.Folder).OrderBy(f => f == memory)]);
        }

        // With both versions mounted beside each other the second has none of these controllers.
        return first.Count == 0 && mounts is [var only, ..] ? new CgroupMounts(2, only.Folder, only.Folder, [only.Folder]) : null;
    }

    private static string? Of(List<CgroupMount> mounts, string controller) =>
        mounts.Where(m => m.Options.Split(',').Contains(controller, StringComparer.Ordinal)).Select(m => m.Folder).FirstOrDefault();

    // 36 35 98:0 /root /folder options [more] - type source options
    private static CgroupMount Parse(string line)
    {
        var halves = line.Split(" - ", 2);
        var (left, right) = (halves[0].Split(' '), halves.Length == 2 ? halves[1].Split(' ') : []);
        return left.Length > 4 && right.Length > 2 ? new CgroupMount(Unescape(left[4]), right[0], right[2]) : new CgroupMount("", "", "");
    }

    // Blanks and the like are written as a backslash with three octal digits.
    private static string Unescape(string path)
    {
        for (var at = path.IndexOf('\\', StringComparison.Ordinal); at >= 0 && at + 3 < path.Length; at = path.IndexOf('\\', at + 1))
        {
            var code = path.AsSpan(at + 1, 3);
            if (code.IndexOfAnyExceptInRange('0', '7') < 0)
            {
                path = string.Create(CultureInfo.InvariantCulture, $"{path.AsSpan(0, at)}{(char)(((code[0] - '0') * 64) + ((code[1] - '0') * 8) + (code[2] - '0'))}{path.AsSpan(at + 4)}");
            }
        }

        return path;
    }

    private readonly record struct CgroupMount(string Folder, string Type, string Options);
}
