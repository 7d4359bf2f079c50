using System.Runtime.InteropServices;
using System.Text;

namespace LocalPods.Runtime.Docker.Containers;

/// <summary>
/// What the kernel tells of processes that it killed for want of memory. An engine hears of such a kill and of the container's end on two ways,
/// and keeps an end without its cause when that one is late; the kernel has written it down before the process was gone, unless it had to
/// write down more than ten within five seconds.
/// </summary>
/// <param name="readEnd">Gets the newest part of the kernel's log, in whole lines but for the first.</param>
internal sealed partial class KernelLog(Func<byte[]> readEnd)
{
    private const int ReadAll = 3;

    /// <summary>Room for the reports of some thirty kills.</summary>
    private const int EndBytes = 256 * 1024;

    /// <summary>Of this machine. Empty for a process that may not read it.</summary>
    public static KernelLog OfThisMachine { get; } = new(ReadEnd);

    /// <summary>Whether a process in the container's control group, or below it, was killed for want of memory.</summary>
    /// <param name="containerId">All of it.</param>
    public bool TellsOfOomKill(string containerId)
    {
        // One line of each report names the control group of what was killed (Linux 5.0 and later):
        // oom-kill:constraint=..., oom_memcg=/docker/ID,task_memcg=/docker/ID,task=NAME,pid=...
        ReadOnlySpan<byte> log = readEnd();
        var id = Encoding.ASCII.GetBytes(containerId);
        foreach (var range in log.Split((byte)'\n'))
        {
            var line = log[range];
            if (line.IndexOf("oom-kill:"u8) >= 0
                && line.IndexOf("task_memcg="u8) is >= 0 and var group
                && line.IndexOf(",task="u8) is var end && end > group
                && line[group..end].IndexOf(id) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    private static byte[] ReadEnd()
    {
        var buffer = new byte[EndBytes];
        var length = ReadLog(ReadAll, buffer, buffer.Length);
        return length > 0 ? buffer[..length] : [];
    }

    [LibraryImport("libc", EntryPoint = "klogctl")]
    private static partial int ReadLog(int action, [Out] byte[] buffer, int length);
}
