using System.Buffers.Binary;
using System.Globalization;
using System.Net;

namespace LocalPods.Runtime.Docker.Processes;

/// <summary>Reads the kernel's tables of sockets, <c>/proc/net/tcp</c>, <c>udp</c> and those of IPv6 (Linux <c>Documentation/networking/proc_net_tcp</c>). Pure.</summary>
internal static class SocketTable
{
    private const int LocalAddress = 1;
    private const int State = 3;
    private const int Inode = 9;

    /// <summary>State of a TCP socket that waits for connections.</summary>
    private const string Listening = "0A";

    /// <summary>State of a UDP socket that takes from anybody.</summary>
    private const string Unconnected = "07";

    /// <summary>Who listens, lowest port first; of an address and port that several processes share, one.</summary>
    public static ImmutableArray<NetworkListener> Listeners(string tables) => [.. Sockets(tables).Select(s => s.Listener).Distinct()];

    /// <summary>Listening sockets with the number by which a process's open files name them.</summary>
    public static IEnumerable<(NetworkListener Listener, string Inode)> Sockets(string tables) => Sockets(tables, Listening);

    /// <summary>UDP sockets that anybody may send to.</summary>
    public static IEnumerable<(NetworkListener Listener, string Inode)> OpenSockets(string tables) => Sockets(tables, Unconnected);

    private static IEnumerable<(NetworkListener Listener, string Inode)> Sockets(string tables, string state) =>
        from line in tables.Split('\n')
        let fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        where fields.Length > Inode && fields[State] == state
        let listener = Parse(fields[LocalAddress])
        where listener is not null
        orderby listener.Port, listener.Address
        select (listener, fields[Inode]);

    // The address is written as 32-bit words, each in the order of the machine; the port is in hex.
    private static NetworkListener? Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon is not (8 or 32) || !int.TryParse(text.AsSpan(colon + 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var port))
        {
            return null;
        }

        var bytes = new byte[colon / 2];
        for (var at = 0; at < colon; at += 8)
        {
            if (!uint.TryParse(text.AsSpan(at, 8), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var word))
            {
                return null;
            }

            if (BitConverter.IsLittleEndian)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at / 2), word);
            }
            else
            {
                BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(at / 2), word);
            }
        }

        return new NetworkListener(new IPAddress(bytes).ToString(), port);
    }
}
