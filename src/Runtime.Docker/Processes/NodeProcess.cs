using System.Globalization;

namespace LocalPods.Runtime.Docker.Processes;

/// <summary>A container's process as this machine's /proc shows it. What may not be read, or ends while it is read, is left out.</summary>
internal sealed class NodeProcess
{
    private const string Proc = "/proc";

    /// <summary>What prepares a container, and then becomes its program. It handles every signal.</summary>
    private const string RuncInit = "runc:[";

    private readonly string _folder;

    private NodeProcess(string folder) => _folder = folder;

    /// <summary>The process, if it is one of this machine; null when the engine's numbers mean another machine's.</summary>
    /// <param name="pid">As the engine tells it.</param>
    /// <param name="containerId">The control group of the process has it in its name.</param>
    public static NodeProcess? Find(int pid, string containerId)
    {
        var folder = Path.Combine(Proc, pid.ToString(CultureInfo.InvariantCulture));
        return pid > 0 && Read(Path.Combine(folder, "cgroup")).Contains(containerId, StringComparison.Ordinal) ? new NodeProcess(folder) : null;
    }

    /// <summary>The process that asks.</summary>
    public static NodeProcess Self { get; } = new(Path.Combine(Proc, "self"));

    /// <summary>Who listens on these ports in its network namespace.</summary>
    public ImmutableArray<HostPortHolder> HoldersOf(ImmutableArray<PortMapping> ports)
    {
        (PortProtocol Protocol, NetworkListener Listener, string Inode)[] sockets =
        [
            .. SocketTable.Sockets(Read(Path.Combine(_folder, "net/tcp")) + Read(Path.Combine(_folder, "net/tcp6"))).Select(s => (PortProtocol.Tcp, s.Listener, s.Inode)),
            .. SocketTable.OpenSockets(Read(Path.Combine(_folder, "net/udp")) + Read(Path.Combine(_folder, "net/udp6"))).Select(s => (PortProtocol.Udp, s.Listener, s.Inode)),
        ];
        var taken = ports.Select(port => (Port: port, Socket: sockets.FirstOrDefault(s => port.IsAt(s.Listener.Port, s.Protocol, s.Listener.Address)))).Where(t => t.Socket.Listener is not null).ToArray();
        if (taken.Length == 0)
        {
            return [];
        }

        var owners = Owners([.. taken.Select(t => t.Socket.Inode)]);
        return [.. taken.Select(t => Holder(t.Port, owners.GetValueOrDefault(t.Socket.Inode)))];
    }

    private static HostPortHolder Holder(PortMapping port, string? owner) => owner is null
        ? new HostPortHolder(port)
        : new HostPortHolder(port)
        {
            Pid = int.Parse(Path.GetFileName(owner), CultureInfo.InvariantCulture),
            Command = Read(Path.Combine(owner, "cmdline")).Replace('\0', ' ').Trim(),
        };

    /// <summary>What listens in its network namespace.</summary>
    /// <param name="containers">Names of the pod's containers by id.</param>
    public ImmutableArray<NetworkListener> Listeners(IReadOnlyDictionary<string, string> containers)
    {
        var sockets = SocketTable.Sockets(Read(Path.Combine(_folder, "net/tcp")) + Read(Path.Combine(_folder, "net/tcp6"))).ToArray();
        if (sockets.Length == 0)
        {
            return [];
        }

        var owners = Owners([.. sockets.Select(s => s.Inode)]);
        return [.. sockets.Select(s => owners.GetValueOrDefault(s.Inode) is { } owner ? Named(s.Listener, owner, containers) : s.Listener).Distinct()];
    }

    /// <summary>Its name and signals; null when it has just ended, or is not yet what the container is to run.</summary>
    public MainProcess? Status() => Parse(Read(Path.Combine(_folder, "status")));

    /// <summary>Reads a <c>/proc/PID/status</c>.</summary>
    /// <inheritdoc cref="Status"/>
    internal static MainProcess? Parse(string status)
    {
        var fields = status.Split('\n')
            .Select(l => l.Split(':', 2))
            .Where(l => l.Length == 2)
            .ToDictionary(l => l[0], l => l[1].Trim(), StringComparer.Ordinal);
        return fields.TryGetValue("Name", out var name) && !name.StartsWith(RuncInit, StringComparison.Ordinal)
            ? new MainProcess(name, fields.GetValueOrDefault("NSpid", "").Split('\t')[^1] == "1", Mask("SigCgt"), Mask("SigIgn"))
            : null;

        ulong Mask(string field) =>
            ulong.TryParse(fields.GetValueOrDefault(field), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var mask) ? mask : 0;
    }

    // Folders of the processes that hold these sockets, by socket. Only processes of the same network can.
    private Dictionary<string, string> Owners(HashSet<string> inodes)
    {
        var owners = new Dictionary<string, string>(StringComparer.Ordinal);
        var network = Target(Path.Combine(_folder, "ns/net"));
        foreach (var folder in List(Proc).Where(f => char.IsAsciiDigit(Path.GetFileName(f)[0]) && Target(Path.Combine(f, "ns/net")) == network))
        {
            foreach (var file in List(Path.Combine(folder, "fd")))
            {
                if (Target(file) is { } target && target.StartsWith("socket:[", StringComparison.Ordinal) && inodes.Contains(target[8..^1]))
                {
                    owners.TryAdd(target[8..^1], folder);
                }
            }

            if (owners.Count == inodes.Count)
            {
                break;
            }
        }

        return owners;
    }

    private static NetworkListener Named(NetworkListener listener, string owner, IReadOnlyDictionary<string, string> containers)
    {
        var group = Read(Path.Combine(owner, "cgroup"));
        return listener with
        {
            Process = Read(Path.Combine(owner, "comm")).TrimEnd() is { Length: > 0 } name ? name : null,
            Container = containers.FirstOrDefault(c => group.Contains(c.Key, StringComparison.Ordinal)).Value,
        };
    }

    private static string[] List(string folder)
    {
        try
        {
            return Directory.GetFileSystemEntries(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static string? Target(string link)
    {
        try
        {
            return new FileInfo(link).LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
