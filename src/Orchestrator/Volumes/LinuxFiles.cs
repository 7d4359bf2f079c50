using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace LocalPods.Orchestrator.Volumes;

/// <summary>
/// The system calls about files, owners and mounts that the base library does not have. Linux only; nothing else of the
/// orchestrator calls the system itself. Failures are <see cref="IOException"/> with the number of the error as its result.
/// </summary>
/// <remarks>
/// A path can be changed by others between two calls, a descriptor cannot: whatever must not be led elsewhere is opened one
/// component after another, no symbolic link being followed, and is then meant by its descriptor.
/// </remarks>
internal static unsafe partial class LinuxFiles
{
    public const int NoSuchEntry = 2;
    public const int NotEmpty = 39;

    private const int AtFdCwd = -100;
    private const int AtEmptyPath = 0x1000;
    private const int AtNoFollow = 0x100;
    private const int OpenPath = 0x200000; // O_PATH: a place, not its content
    private const int OpenNoFollow = 0x20000;
    private const int OpenNoFollowArm = 0x8000;
    private const int OpenCloseOnExec = 0x80000;
    private const uint BasicStats = 0x7ff;
    private const ulong MountBind = 0x1000;
    private const ulong MountRecursive = 0x4000;
    private const int DetachMount = 2;
    private const int UnmountNoFollow = 8;
    private const int AlreadyThere = 17;
    private const int LongestPath = 4096;
    private const uint TypeMask = 0xF000;

    /// <summary>What a path leads to, symbolic links followed; null when there is nothing.</summary>
    public static FileFacts? Stat(string path) => Stat(AtFdCwd, path, 0);

    /// <summary>What is at a path itself, a symbolic link being one; null when there is nothing.</summary>
    public static FileFacts? StatLink(string path) => Stat(AtFdCwd, path, AtNoFollow);

    /// <summary>What was opened.</summary>
    public static FileFacts Stat(SafeFileHandle opened) => Stat((int)opened.DangerousGetHandle(), "", AtEmptyPath)!;

    /// <summary>The path without symbolic links, dots and doubled slashes; null when there is nothing.</summary>
    public static string? Resolve(string path)
    {
        var buffer = stackalloc byte[LongestPath];
        return RealPath(path, buffer) != null ? Marshal.PtrToStringUTF8((nint)buffer)
            : Marshal.GetLastSystemError() == NoSuchEntry ? null
            : throw Failure($"resolve {path}");
    }

    /// <summary>Opens a place, following symbolic links.</summary>
    public static SafeFileHandle OpenPlace(string path) =>
        Opened(Open(path, OpenPath | OpenCloseOnExec, 0), $"open {path}");

    /// <summary>Opens what a folder holds under a name. A symbolic link is opened itself; who asks must look at its type.</summary>
    public static SafeFileHandle OpenPlace(SafeFileHandle folder, string name) =>
        Opened(OpenAt((int)folder.DangerousGetHandle(), name, OpenPath | NoFollow | OpenCloseOnExec, 0), $"open {name}");

    /// <summary>Makes a folder in an opened one; succeeds when something is there already.</summary>
    /// <returns>Whether it was made.</returns>
    public static bool MakeFolder(SafeFileHandle folder, string name, UnixFileMode mode)
    {
        if (MakeDirAt((int)folder.DangerousGetHandle(), name, (uint)mode) == 0)
        {
            return true;
        }

        return Marshal.GetLastSystemError() == AlreadyThere ? false : throw Failure($"make folder {name}");
    }

    /// <summary>Changes the bits of what was opened.</summary>
    public static void SetMode(SafeFileHandle opened, UnixFileMode mode) => File.SetUnixFileMode(PathOf(opened), mode);

    /// <summary>A path by which this process means what it opened, wherever that has been moved.</summary>
    public static string PathOf(SafeFileHandle opened) => $"/proc/self/fd/{(int)opened.DangerousGetHandle()}";

    /// <summary>Gives a file, folder or symbolic link itself to others.</summary>
    /// <param name="path">Not followed.</param>
    /// <param name="user">Null keeps the owner.</param>
    /// <param name="group">Null keeps the group.</param>
    public static void SetOwner(string path, long? user, long? group)
    {
        if (ChangeOwner(path, user is { } u ? (uint)u : uint.MaxValue, group is { } g ? (uint)g : uint.MaxValue) != 0)
        {
            throw Failure($"change the owner of {path}");
        }
    }

    /// <summary>Gives a file, folder or symbolic link itself another name, in place of what has it.</summary>
    public static void Rename(string path, string newPath) => Check(RenameFile(path, newPath), $"rename {path}");

    /// <summary>Shows in one place what is in another, mounts below included.</summary>
    public static void Bind(string source, string target) => Check(Mount(source, target, null, MountBind | MountRecursive, null), $"mount {source} on {target}");

    /// <summary>Puts a file system in memory on a folder.</summary>
    /// <param name="target">Of the mount.</param>
    /// <param name="options">As of mount(8): <c>size=…,mode=…</c>.</param>
    public static void MountMemory(string target, string options) => Check(Mount("tmpfs", target, "tmpfs", 0, options), $"mount tmpfs on {target}");

    /// <summary>Takes the topmost mount off a place; whoever still uses it keeps it until then.</summary>
    /// <returns>False when nothing was mounted there.</returns>
    public static bool Unmount(string target)
    {
        if (Unmount(target, DetachMount | UnmountNoFollow) == 0)
        {
            return true;
        }

        return Marshal.GetLastSystemError() is 22 or NoSuchEntry ? false : throw Failure($"unmount {target}");
    }

    private static int NoFollow => RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm ? OpenNoFollowArm : OpenNoFollow;

    private static FileFacts? Stat(int folder, string path, int flags)
    {
        StatX found;
        if (StatX_(folder, path, flags, BasicStats, &found) != 0)
        {
            return Marshal.GetLastSystemError() is NoSuchEntry or 20 ? null : throw Failure($"look at {path}");
        }

        var type = (found.Mode & TypeMask) switch
        {
            0xC000 => FileType.Socket,
            0xA000 => FileType.Link,
            0x8000 => FileType.File,
            0x6000 => FileType.BlockDevice,
            0x4000 => FileType.Folder,
            0x2000 => FileType.CharDevice,
            _ => FileType.Other,
        };
        return new FileFacts(type, (UnixFileMode)(found.Mode & 0xFFF), found.User, found.Group, ((long)found.Blocks) * 512) { Inode = found.Inode, Links = found.Links };
    }

    private static SafeFileHandle Opened(int descriptor, string what) => descriptor >= 0 ? new SafeFileHandle(descriptor, ownsHandle: true) : throw Failure(what);

    private static void Check(int result, string what)
    {
        if (result != 0)
        {
            throw Failure(what);
        }
    }

    private static IOException Failure(string what)
    {
        var error = Marshal.GetLastSystemError();
        return new IOException($"{what}: {Marshal.GetPInvokeErrorMessage(error)}", error);
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatX_(int folder, string path, int flags, uint mask, StatX* found);

    [LibraryImport("libc", EntryPoint = "realpath", StringMarshalling = StringMarshalling.Utf8)]
    private static partial byte* RealPath(string path, byte* resolved);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "openat", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenAt(int folder, string name, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "mkdirat", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeDirAt(int folder, string name, uint mode);

    [LibraryImport("libc", EntryPoint = "lchown", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "rename", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameFile(string path, string newPath);

    [LibraryImport("libc", EntryPoint = "mount", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Mount(string source, string target, string? type, ulong flags, string? options);

    [LibraryImport("libc", EntryPoint = "umount2", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Unmount(string target, int flags);

    /// <summary>The kernel's <c>struct statx</c>, alike on every processor.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct StatX
    {
        [FieldOffset(16)]
        public uint Links;

        [FieldOffset(20)]
        public uint User;

        [FieldOffset(24)]
        public uint Group;

        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(48)]
        public ulong Blocks;
    }
}
