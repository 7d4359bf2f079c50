using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

[assembly: DisableRuntimeMarshalling]

namespace LocalPods.Cli.Client;

/// <summary>The few system calls that the base library has no cheap or no way to make. Linux only.</summary>
internal static partial class LibC
{
    public const int Enoent = 2;
    public const int Enotdir = 20;
    public const int Eacces = 13;
    public const int Eperm = 1;
    public const int Econnrefused = 111;

    private const int AfUnix = 1;
    private const int SockStreamCloseOnExec = 1 | 0x80000;
    private const int ShutReadWrite = 2;
    private const int LockExclusive = 2;
    private const int LockNonBlocking = 4;
    private const int LockRelease = 8;
    private const int AddressSize = 110;
    private const int Eintr = 4;
    private const int ReadWriteCloseOnExec = 2 | 0x80000;
    private const int CreateFlag = 0x40;
    private const int OwnerOnly = 0x180; // rw-------

    /// <summary>Connects to a Unix socket; returns the descriptor, or the error's number negated.</summary>
    public static unsafe int ConnectUnix(ReadOnlySpan<byte> path)
    {
        Span<byte> address = stackalloc byte[AddressSize];
        address.Clear();
        address[0] = AfUnix;
        path.CopyTo(address[2..]);
        var descriptor = Socket(AfUnix, SockStreamCloseOnExec, 0);
        if (descriptor < 0)
        {
            return -Marshal.GetLastSystemError();
        }

        fixed (byte* start = address)
        {
            if (Connect(descriptor, start, (uint)(2 + path.Length + 1)) == 0)
            {
                return descriptor;
            }
        }

        var error = Marshal.GetLastSystemError();
        _ = Close(descriptor);
        return -error;
    }

    /// <summary>Ends both directions, which wakes whoever is blocked reading.</summary>
    public static void Shutdown(int descriptor) => _ = Shutdown(descriptor, ShutReadWrite);

    /// <summary>Opens a file without the lock that the base library puts on every file it opens; the error's number negated on failure.</summary>
    public static unsafe int Open(ReadOnlySpan<byte> pathWithNul, bool create)
    {
        fixed (byte* path = pathWithNul)
        {
            var descriptor = Open(path, ReadWriteCloseOnExec | (create ? CreateFlag : 0), OwnerOnly);
            return descriptor >= 0 ? descriptor : -Marshal.GetLastSystemError();
        }
    }

    /// <summary>Waits until the file's lock is ours; it is given back when all descriptors of this opening of the file are closed, or by <see cref="Unlock"/>.</summary>
    public static void LockExclusively(int descriptor)
    {
        while (Flock(descriptor, LockExclusive) != 0)
        {
            if (Marshal.GetLastSystemError() is var error && error != Eintr)
            {
                throw new IOException($"flock: system error {error}");
            }
        }
    }

    /// <summary>Takes the file's lock if it is free.</summary>
    public static bool TryLockExclusively(int descriptor) => Flock(descriptor, LockExclusive | LockNonBlocking) == 0;

    /// <summary>Gives the file's lock back, whoever else has the same opening of the file.</summary>
    public static void Unlock(int descriptor) => _ = Flock(descriptor, LockRelease);

    /// <summary>Leaves the terminal's session, so that what is typed there does not reach this process.</summary>
    public static void StartSession() => _ = SetSid(); // fails only for a process that leads a session already

    /// <summary>Gives back what the C library holds and nobody uses.</summary>
    public static void TrimHeap() => _ = MallocTrim(0);

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int MallocTrim(nuint keep);

    [LibraryImport("libc", EntryPoint = "socket")]
    private static partial int Socket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "connect")]
    private static unsafe partial int Connect(int descriptor, byte* address, uint length);

    [LibraryImport("libc", EntryPoint = "shutdown")]
    private static partial int Shutdown(int descriptor, int how);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "open")]
    private static unsafe partial int Open(byte* path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "setsid")]
    private static partial int SetSid();

    [LibraryImport("libc", EntryPoint = "flock")]
    private static partial int Flock(int descriptor, int operation);
}
