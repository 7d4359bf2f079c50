using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace LocalPods.Orchestrator.Volumes;

/// <summary>Mounts of the kernel, in the mount namespace of this process, which the engine has to share.</summary>
/// <remarks>They outlive the process, so they are found by looking: <c>/proc/self/mountinfo</c> is the only record of them.</remarks>
internal sealed class LinuxMounts : INodeMounts
{
    private const string MountInfo = "/proc/self/mountinfo";
    private const int MountPointField = 4;
    private const int SysAdmin = 21;
    private const int MostRounds = 3;

    public bool Allowed { get; } = MayMount();

    public void MountMemory(string folder, UnixFileMode mode, long? bytes)
    {
        if (Below(folder).Contains(Path.TrimEndingDirectorySeparator(folder)))
        {
            return;
        }

        var size = bytes is { } most ? $",size={most.ToString(CultureInfo.InvariantCulture)}" : "";
        LinuxFiles.MountMemory(folder, $"mode={Convert.ToString((int)mode, 8)}{size}");
    }

    public void Bind(SafeFileHandle opened, string target) => LinuxFiles.Bind(LinuxFiles.PathOf(opened), target);

    public ImmutableArray<string> Below(string folder)
    {
        if (!OperatingSystem.IsLinux())
        {
            return [];
        }

        var root = Path.TrimEndingDirectorySeparator(folder);
        var found = File.ReadAllLines(MountInfo)
            .Select(line => line.Split(' '))
            .Where(fields => fields.Length > MountPointField)
            .Select(fields => Unescape(fields[MountPointField]))
            .Where(point => point == root || point.StartsWith(root + "/", StringComparison.Ordinal));
        return [.. found.OrderByDescending(point => point.Length)];
    }

    public void UnmountBelow(string folder)
    {
        for (var round = 1; Below(folder) is { IsEmpty: false } points; round++)
        {
            foreach (var point in points)
            {
                LinuxFiles.Unmount(point);
            }

            if (round == MostRounds && Below(folder) is [var left, ..])
            {
                throw new IOException($"{left} is still mounted");
            }
        }
    }

    // Octal escapes stand for blanks, tabs, newlines and backslashes.
    private static string Unescape(string field)
    {
        if (!field.Contains('\\', StringComparison.Ordinal))
        {
            return field;
        }

        var text = new System.Text.StringBuilder();
        for (var i = 0; i < field.Length; i++)
        {
            if (field[i] == '\\' && i + 3 < field.Length)
            {
                text.Append((char)Convert.ToInt32(field.Substring(i + 1, 3), 8));
                i += 3;
            }
            else
            {
                text.Append(field[i]);
            }
        }

        return text.ToString();
    }

    private static bool MayMount()
    {
        const string Status = "/proc/self/status";
        if (!OperatingSystem.IsLinux() || !File.Exists(Status))
        {
            return false;
        }

        var effective = File.ReadLines(Status).FirstOrDefault(l => l.StartsWith("CapEff:", StringComparison.Ordinal))?[7..].Trim();
        return ulong.TryParse(effective, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var bits) && (bits & (1UL << SysAdmin)) != 0;
    }
}
