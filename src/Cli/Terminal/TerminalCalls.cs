using System.Runtime.InteropServices;

namespace LocalPods.Cli.Terminal;

/// <summary>System calls about terminals and standard streams. Linux only.</summary>
internal static unsafe partial class TerminalCalls
{
    public const int Stdin = 0;
    public const int Stdout = 1;
    public const int Stderr = 2;

    public const int Eintr = 4;
    public const int Eagain = 11;
    public const int Epipe = 32;

    public const short PollIn = 1;
    public const short PollOut = 4;

    /// <summary>More than any libc's <c>struct termios</c>.</summary>
    public const int TermiosSize = 128;

    private const int Now = 0;
    private const nuint GetWindowSize = 0x5413;

    public static bool IsTerminal(int descriptor) => IsATty(descriptor) == 1;

    /// <summary>Negative on failure; the reason is the last error of the call.</summary>
    public static int Read(int descriptor, Span<byte> into)
    {
        fixed (byte* start = into)
        {
            return (int)SysRead(descriptor, start, (nuint)into.Length);
        }
    }

    /// <summary>As <see cref="Read"/>.</summary>
    public static int Write(int descriptor, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            return (int)SysWrite(descriptor, start, (nuint)bytes.Length);
        }
    }

    /// <summary>Blocks until the descriptor can be read or written.</summary>
    public static void Wait(int descriptor, short what)
    {
        var poll = new PollRequest { Descriptor = descriptor, Wanted = what };
        _ = SysPoll(&poll, 1, -1); // interrupted or refused: the call that is repeated tells
    }

    public static bool GetAttributes(int descriptor, Span<byte> termios)
    {
        fixed (byte* start = termios)
        {
            return TcGetAttr(descriptor, start) == 0;
        }
    }

    public static bool SetAttributes(int descriptor, ReadOnlySpan<byte> termios)
    {
        fixed (byte* start = termios)
        {
            return TcSetAttr(descriptor, Now, start) == 0;
        }
    }

    /// <summary>Turns attributes into those of a terminal that passes every byte through.</summary>
    public static void MakeRaw(Span<byte> termios)
    {
        fixed (byte* start = termios)
        {
            CfMakeRaw(start);
        }
    }

    /// <summary>Columns and rows; null when the descriptor is no terminal.</summary>
    public static (int Width, int Height)? WindowSize(int descriptor)
    {
        var size = stackalloc ushort[4];
        return IoCtl(descriptor, GetWindowSize, size) == 0 ? (size[1], size[0]) : null;
    }

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint SysRead(int descriptor, byte* into, nuint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint SysWrite(int descriptor, byte* bytes, nuint count);

    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int SysPoll(PollRequest* requests, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "isatty")]
    private static partial int IsATty(int descriptor);

    [LibraryImport("libc", EntryPoint = "tcgetattr")]
    private static partial int TcGetAttr(int descriptor, byte* termios);

    [LibraryImport("libc", EntryPoint = "tcsetattr")]
    private static partial int TcSetAttr(int descriptor, int when, byte* termios);

    [LibraryImport("libc", EntryPoint = "cfmakeraw")]
    private static partial void CfMakeRaw(byte* termios);

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int IoCtl(int descriptor, nuint request, ushort* size);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollRequest
    {
        public int Descriptor;
        public short Wanted;
        public short Seen;
    }
}
