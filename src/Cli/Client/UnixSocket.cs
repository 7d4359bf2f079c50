using System.Net.Sockets;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace LocalPods.Cli.Client;

/// <summary>
/// A connection to a Unix socket that is read and written blocking. Made by system calls: loading the base library's
/// socket engine takes longer than asking the daemon (docs/decisions: the command's own transport).
/// </summary>
internal sealed class UnixSocket : IConnection
{
    private readonly SafeFileHandle _handle;
    private Stream? _stream;

    private UnixSocket(SafeFileHandle handle) => _handle = handle;

    public Stream Stream => _stream ??= new FileStream(_handle, FileAccess.ReadWrite, bufferSize: 0, isAsync: false);

    /// <summary>Null when nobody listens there.</summary>
    /// <exception cref="IOException">The socket is there and cannot be used.</exception>
    public static UnixSocket? TryConnect(string path)
    {
        var descriptor = LibC.ConnectUnix(Encoding.UTF8.GetBytes(path));
        return -descriptor switch
        {
            LibC.Enoent or LibC.Econnrefused => null,
            LibC.Eacces or LibC.Eperm => throw new IOException($"connect to {path}: permission denied; the daemon belongs to another user"),
            LibC.Enotdir => throw new IOException($"{Path.GetDirectoryName(path)} cannot be the state of an instance: a part of the path is a file, not a folder"),
            > 0 => throw new IOException($"connect to {path}: system error {-descriptor}"),
            _ => new UnixSocket(new SafeFileHandle(descriptor, ownsHandle: true)),
        };
    }

    public Stream IntoDuplexStream()
    {
        var socket = new Socket(new SafeSocketHandle(_handle.DangerousGetHandle(), ownsHandle: true));
        _handle.SetHandleAsInvalid();
        return new NetworkStream(socket, ownsSocket: true);
    }

    public void Abort()
    {
        if (!_handle.IsInvalid && !_handle.IsClosed)
        {
            LibC.Shutdown((int)_handle.DangerousGetHandle());
        }
    }

    public void Dispose()
    {
        _stream?.Dispose();
        _handle.Dispose();
    }
}
