using System.Runtime.InteropServices;

namespace LocalPods.Cli.Terminal;

/// <summary>System calls about terminals. Linux only.</summary>
internal static unsafe partial class TerminalCalls
{
    /// <summary>More than any libc's <c>struct termios</c>.</summary>
    public const int TermiosSize = 128;

    private const int Now = 0;
    private const nuint GetWindowSize = 0x5413;

    public static bool IsTerminal(int descriptor) => IsATty(descriptor) == 1;

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
}
