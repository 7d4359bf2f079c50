using System.Globalization;

namespace LocalPods.Integration;

/// <summary>What the kernel tells of the memory of processes.</summary>
internal static class ProcessMemory
{
    private const string Highest = "VmHWM:";

    /// <summary>The most bytes it has had resident so far; 0 when it has ended.</summary>
    public static long Peak(int pid)
    {
        try
        {
            var line = File.ReadLines($"/proc/{pid}/status").FirstOrDefault(l => l.StartsWith(Highest, StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.Split(' ', '\t', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
