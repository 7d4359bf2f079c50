using System.Text;
using Microsoft.Win32.SafeHandles;

namespace LocalPods.Cli.Client;

/// <summary>
/// A lock between processes that is waited for without looking again and again. It lies on a file, and the kernel gives it
/// back when its holder ends in whatever way.
/// </summary>
internal sealed class FileLock : IDisposable
{
    private readonly SafeFileHandle _handle;

    private FileLock(SafeFileHandle handle) => _handle = handle;

    /// <summary>Returns when the lock is ours; the file is made if missing, its folder exists.</summary>
    public static FileLock Take(string path) => Open(path, create: true) ?? throw new IOException($"lock {path}: it vanished");

    /// <summary>Returns when nobody has the lock; at once when there is no such file.</summary>
    public static void WaitUntilFree(string path) => Open(path, create: false)?.Dispose();

    public void Dispose() => _handle.Dispose();

    private static FileLock? Open(string path, bool create)
    {
        var descriptor = LibC.Open([.. Encoding.UTF8.GetBytes(path), 0], create);
        if (descriptor == -LibC.Enoent && !create)
        {
            return null;
        }

        if (descriptor < 0)
        {
            throw new IOException(descriptor is -LibC.Eacces or -LibC.Eperm ? $"open {path}: permission denied" : $"open {path}: system error {-descriptor}");
        }

        var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        LibC.LockExclusively(descriptor);
        return new FileLock(handle);
    }
}
