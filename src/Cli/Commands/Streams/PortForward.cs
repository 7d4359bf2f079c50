using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using LocalPods.Cli.Client;

namespace LocalPods.Cli.Commands.Streams;

/// <summary>Listens on local ports, and joins each connection to a pod's port by a <see cref="PortStream"/> of its own.</summary>
internal sealed class PortForward(Invocation invocation, string target) : IDisposable
{
    /// <summary>Connections at once; more wait in the system's queue.</summary>
    private const int MostConnections = 256;

    private readonly List<TcpListener> _listeners = [];
    private readonly SemaphoreSlim _room = new(MostConnections);
    private readonly Lock _asking = new();

    /// <param name="ports"><c>8080:80</c>, <c>80</c>, <c>:80</c>, <c>8080:http</c>.</param>
    public int Run(IReadOnlyList<string> ports)
    {
        var pod = Find();
        var pairs = ports.Select(p => Pair(p, pod)).ToList();
        if (pod.Field("status").Text("phase") != "Running")
        {
            var name = pod.Field("metadata").Text("name");
            var watch = new ObjectWatch(
                invocation, ResourceCatalog.Pods, invocation.Namespace, name, invocation.Environment.Clock.GetUtcNow() + invocation.Flags.Duration("pod-running-timeout"));
            _ = watch.Until(live => live?.Field("status").Text("phase") is "Running" or "Succeeded" or "Failed" or null ? "over" : null);
            var phase = Find().Field("status").Text("phase");
            if (phase != "Running")
            {
                throw CommandException.Error($"unable to forward port because pod is not running. Current status={phase}");
            }
        }

        foreach (var (local, remote) in pairs)
        {
            Listen(local, remote);
        }

        if (_listeners.Count == 0)
        {
            throw CommandException.Error($"unable to listen on any of the requested ports: [{string.Join(' ', pairs.Select(p => $"{{{p.Local} {p.Remote}}}"))}]");
        }

        new ManualResetEventSlim().Wait(); // until the user or the system ends this process
        return ExitCode.Success;
    }

    public void Dispose()
    {
        _listeners.ForEach(l => l.Dispose());
        _room.Dispose();
    }

    private JsonElement Find()
    {
        lock (_asking)
        {
            return PodTarget.Find(invocation.Api, invocation.Namespace, target);
        }
    }

    private static (int Local, int Remote) Pair(string text, JsonElement pod)
    {
        var parts = text.Split(':');
        if (parts.Length > 2 || parts[^1].Length == 0)
        {
            throw CommandException.Error($"invalid port format '{text}'");
        }

        var remote = Number(parts[^1]) ?? Named(parts[^1], pod);
        var local = parts.Length == 1 ? remote : parts[0].Length == 0 ? 0 : Number(parts[0]) ?? throw CommandException.Error($"error parsing local port '{parts[0]}'");
        return remote > 0 ? (local, remote) : throw CommandException.Error("remote port must be > 0");
    }

    private static int? Number(string text) => ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static int Named(string name, JsonElement pod) =>
        pod.Field("spec").Field("containers").Items().SelectMany(c => c.Field("ports").Items())
            .FirstOrDefault(p => p.Text("name") == name).Field("containerPort").Number() is { } number
            ? (int)number
            : throw CommandException.Error($"Pod '{pod.Field("metadata").Text("name")}' does not have a named port '{name}'");

    private void Listen(int local, int remote)
    {
        var asked = invocation.Flags.Texts("address");
        foreach (var address in (asked.Count > 0 ? asked : ["localhost"]).SelectMany(Addresses))
        {
            try
            {
                var listener = new TcpListener(address, local);
                listener.Start();
                _listeners.Add(listener);
                local = ((IPEndPoint)listener.LocalEndpoint).Port; // one that was free here is taken on the other addresses, too
                invocation.Out.Write($"Forwarding from {listener.LocalEndpoint} -> {remote}\n");
                invocation.Out.Flush();
                new Thread(() => Accept(listener, remote)) { IsBackground = true, Name = $"port {remote}" }.Start();
            }
            catch (SocketException failure)
            {
                if (failure.SocketErrorCode is not (SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported) || asked.Count > 0)
                {
                    invocation.Error.WriteLine($"Unable to listen on port {local}: {failure.Message}");
                }
            }
        }
    }

    private static IPAddress[] Addresses(string text) => text == "localhost" ? [IPAddress.Loopback, IPAddress.IPv6Loopback]
        : IPAddress.TryParse(text, out var one) ? [one]
        : throw CommandException.Error($"{text} is not a valid IP");

    private void Accept(TcpListener listener, int remote)
    {
        try
        {
            while (true)
            {
                _room.Wait();
                var client = listener.AcceptTcpClient();
                new Thread(() => Carry(client, ((IPEndPoint)listener.LocalEndpoint).Port, remote)) { IsBackground = true }.Start();
            }
        }
        catch (Exception over) when (over is SocketException or ObjectDisposedException)
        {
            // Listening has ended.
        }
    }

    private void Carry(TcpClient client, int local, int remote)
    {
        Tell(invocation.Out, $"Handling connection for {local}");
        using (client)
        {
            try
            {
                var pod = Find().Field("metadata");
                using var port = PortStream.Open(invocation.Api, pod.Text("namespace"), pod.Text("name"), remote);
                var stream = client.GetStream();
                var sending = new Thread(() => Ignoring(() => port.Send(stream))) { IsBackground = true };
                sending.Start();
                if (port.Receive(stream) is { Length: > 0 } error)
                {
                    Tell(invocation.Error, $"error: an error occurred forwarding {local} -> {remote}: {error}");
                }
            }
            catch (ApiFailure failure)
            {
                Tell(invocation.Error, $"error: an error occurred forwarding {local} -> {remote}: {failure.Message}");
            }
            catch (Exception gone) when (gone is IOException or SocketException or CommandException)
            {
                Tell(invocation.Error, $"error: an error occurred forwarding {local} -> {remote}: {gone.Message}");
            }
            finally
            {
                _room.Release();
            }
        }
    }

    private void Tell(TextWriter to, string line)
    {
        lock (_asking)
        {
            to.Write(line + "\n");
            to.Flush();
        }
    }

    private static void Ignoring(Action send)
    {
        try
        {
            send();
        }
        catch (Exception over) when (over is IOException or ObjectDisposedException)
        {
            // The other direction tells how it ended.
        }
    }
}
