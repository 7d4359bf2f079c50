using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace LocalPods.Cli.Client;

/// <summary>
/// A lock between processes that is waited for without looking again and again. It lies on a file, and the kernel gives it
/// back when its holder ends in whatever way, so it is never stale. The file holds the pid of the last process that took it.
/// </summary>
internal sealed class FileLock : IDisposable
{
    private const int LongestPid = 20;

    private readonly SafeFileHandle _handle;

    private FileLock(SafeFileHandle handle) => _handle = handle;

    /// <summary>Returns when the lock is ours; the file is made if missing, its folder exists.</summary>
    public static FileLock Take(string path)
    {
        var handle = OpenOrCreate(path);
        LibC.LockExclusively(Descriptor(handle));
        return Taken(handle);
    }

    /// <summary>Takes the lock if nobody has it; null when another process does. The file is made if missing, its folder exists.</summary>
    /// <param name="path">The file.</param>
    /// <param name="holder">Pid of the process that has it; 0 when it is ours or not known.</param>
    public static FileLock? TryTake(string path, out int holder)
    {
        holder = 0;
        var handle = OpenOrCreate(path);
        if (LibC.TryLockExclusively(Descriptor(handle)))
        {
            return Taken(handle);
        }

        using (handle)
        {
            Span<byte> pid = stackalloc byte[LongestPid];
            _ = int.TryParse(pid[..RandomAccess.Read(handle, pid, 0)], NumberStyles.None, CultureInfo.InvariantCulture, out holder);
            return null;
        }
    }

    /// <summary>Returns when nobody has the lock; at once when there is no such file.</summary>
    public static void WaitUntilFree(string path)
    {
        using var handle = Open(path, create: false);
        if (handle is not null)
        {
            LibC.LockExclusively(Descriptor(handle));
        }
    }

    /// <summary>Gives the lock back, even while a process that was just forked for another purpose has our descriptors still.</summary>
    public void Dispose()
    {
        if (!_handle.IsClosed)
        {
            LibC.Unlock(Descriptor(_handle));
            _handle.Dispose();
        }
    }

    private static int Descriptor(SafeFileHandle handle) => (int)handle.DangerousGetHandle();

    private static FileLock Taken(SafeFileHandle handle)
    {
        var pid = Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        RandomAccess.SetLength(handle, pid.Length);
        RandomAccess.Write(handle, pid, 0);
        return new FileLock(handle);
    }

    private static SafeFileHandle OpenOrCreate(string path) => Open(path, create: true) ?? throw new IOException($"lock {path}: it vanished");

    private static SafeFileHandle? Open(string path, bool create)
    {
        var descriptor = LibC.Open([.. Encoding.UTF8.GetBytes(path), 0], create);
        return descriptor switch
        {
            >= 0 => new SafeFileHandle(descriptor, ownsHandle: true),
            -LibC.Enoent when !create => null,
            -LibC.Eacces or -LibC.Eperm => throw new IOException($"open {path}: permission denied"),
            _ => throw new IOException($"open {path}: system error {-descriptor}"),
        };
    }
}
