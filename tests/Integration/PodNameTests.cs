using System.Net;
using System.Net.Sockets;

namespace LocalPods.Integration;

/// <summary>Names, resolvers and host ports of pods (spec 2.3), and the name by which they reach this machine. All pods of the class are started together.</summary>
[Trait("needs", "docker")]
public sealed class PodNameTests(PodNameTests.Pods pods) : IClassFixture<PodNameTests.Pods>
{

    private Instance Instance => pods.Instance;

    [Fact]
    public async Task Each_pod_has_the_host_name_it_asks_for_and_its_hosts_file_has_it_too()
    {
        (string Pod, string Hostname, string Line)[] expected =
        [
            ("plain", "plain", "plain"),
            ("named", "box", "box.shop.default.svc.cluster.local\tbox"),
            ("whole", "box.shop.default.svc.cluster.local", "box.shop.default.svc.cluster.local\tbox"),
            ("exact", "exact.example.com", "exact.example.com"),
        ];
        foreach (var (pod, hostname, line) in expected)
        {
            var seen = await Instance.WaitForPodAsync(pod, p => p.IsReady());
            var ip = seen.GetProperty("status").GetProperty("podIP").GetString();
            (await ShellAsync(pod, "hostname")).ShouldBe($"{hostname}\n");
            (await ShellAsync(pod, "cat /etc/hosts")).ShouldContain($"\n{ip}\t{line}\n");
        }

        (await ShellAsync("named", "hostname -f")).ShouldBe("box.shop.default.svc.cluster.local\n");
        (await ShellAsync("named", "cat /etc/hosts")).ShouldEndWith("\n\n# Entries added by HostAliases.\n192.0.2.9\tdb\tdb.example\n192.0.2.10\tcache\n");

        await Instance.WaitForPodAsync("toolong", p => p.Waiting("main") == "ContainerCreating");
        await Eventually.ShouldAsync(
            async () => (await Instance.MustAsync("events", "--for", "pod/toolong")).ShouldContain(
                $"Failed to create pod sandbox: failed to construct FQDN from pod hostname and cluster domain, FQDN {Pods.TooLong}.shop.default.svc.cluster.local is too long (64 characters is the max, 77 characters requested)"));
    }

    [Fact]
    public async Task The_resolver_is_what_policy_and_additions_make_of_it()
    {
        await Instance.WaitForPodAsync("named", p => p.IsReady());
        Lines(await ShellAsync("named", "cat /etc/resolv.conf")).ShouldBe(["nameserver 192.0.2.53", "nameserver 192.0.2.54", "options ndots:2 edns0", "search shop.example example.org"]);

        await Instance.WaitForPodAsync("plain", p => p.IsReady());
        await Instance.WaitForPodAsync("exact", p => p.IsReady());
        var nodes = Lines(await ShellAsync("exact", "cat /etc/resolv.conf")); // ClusterFirst, which is the node's here
        nodes.Where(l => l.StartsWith("nameserver", StringComparison.Ordinal)).ShouldNotBeEmpty();
        var added = Lines(await ShellAsync("plain", "cat /etc/resolv.conf"));
        added.Where(l => l.StartsWith("nameserver", StringComparison.Ordinal)).ShouldBe(nodes.Where(l => l.StartsWith("nameserver", StringComparison.Ordinal)));
        added.ShouldContain(l => l.StartsWith("search ", StringComparison.Ordinal) && l.EndsWith(" more.example", StringComparison.Ordinal) || l == "search more.example");
        added.ShouldContain(l => l.StartsWith("options ", StringComparison.Ordinal) && l.Contains("timeout:3", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("spec", "PL-11")]
    public async Task Host_ports_are_open_for_their_protocol_at_their_address_and_a_conflict_names_the_holder()
    {
        await Instance.WaitForPodAsync("published", p => p.IsReady());
        using (var http = new HttpClient())
        {
            (await http.GetStringAsync(new Uri($"http://127.0.0.1:{pods.TcpPort}/hostname"))).ShouldBe("published\n");
        }

        using (var udp = new UdpClient())
        {
            udp.Connect(IPAddress.Loopback, pods.UdpPort);
            await Eventually.ShouldAsync(
                async () =>
                {
                    // Nothing listens there; the pod's own count of datagrams without a reader says that they arrive.
                    await udp.SendAsync("hello"u8.ToArray());
                    (await ShellAsync("published", "grep Udp: /proc/net/snmp | tail -n 1")).Split(' ')[2].ShouldNotBe("0");
                });
        }

        // One port is a pod's, the other this very process's.
        await Eventually.ShouldAsync(
            async () => (await Instance.MustAsync("events", "--for", "pod/second")).ShouldContain($"; host port {pods.TcpPort}/TCP is taken by pod default/published"));
        await Eventually.ShouldAsync(
            async () => (await Instance.MustAsync("events", "--for", "pod/blocked")).ShouldMatch($@"; host port 127\.0\.0\.1:{pods.TakenPort}/TCP is taken by \S.* \(pid {Environment.ProcessId}\)"));
        await Eventually.ShouldAsync(
            async () =>
            {
                // On a busy machine it answers without what it could not find out in time.
                var why = await Instance.RunAsync("why", "blocked");
                why.Output.ShouldContain("HostPortTaken (spec.containers[0].ports[0].hostPort)");
                why.Output.ShouldContain($"or stop process {Environment.ProcessId}");
            });
        pods.Blocker.Stop();
        await Instance.MustAsync("delete", "pod", "published", "--now");
        await Instance.WaitForPodAsync("blocked", p => p.IsReady());
        await Instance.WaitForPodAsync("second", p => p.IsReady());
    }

    [Fact]
    public async Task A_pod_reaches_what_listens_on_this_machine_by_name()
    {
        await Instance.WaitForPodAsync("plain", p => p.IsReady());
        using var listener = new TcpListener(IPAddress.Any, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var asked = Instance.MustAsync("exec", "plain", "--", "wget", "-qO-", $"http://host.localpods.internal:{port}/");
        using var patience = new CancellationTokenSource(Patience.Limit, TimeProvider.System);
        using (var client = await listener.AcceptTcpClientAsync(patience.Token))
        {
            await client.GetStream().WriteAsync("HTTP/1.0 200 OK\r\n\r\nhello from the host"u8.ToArray(), patience.Token);
        }

        (await asked).ShouldBe("hello from the host");
        (await ShellAsync("onhost", "cat /etc/hosts")).ShouldContain("\n127.0.0.1\thost.localpods.internal\n");
    }

    private async Task<string> ShellAsync(string pod, string script)
    {
        await Instance.WaitForPodAsync(pod, p => p.IsReady());
        return await Instance.MustAsync("exec", pod, "--", "sh", "-c", script);
    }

    private static string[] Lines(string text) =>
        [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(l => !l.StartsWith('#')).Order(StringComparer.Ordinal)];

    /// <summary>An instance whose pods are started together.</summary>
    public sealed class Pods : IAsyncLifetime
    {
        internal static readonly string TooLong = new('a', 46);

        public Instance Instance { get; } = new();

        /// <summary>Holds a port that a pod wants.</summary>
        internal TcpListener Blocker { get; } = new(IPAddress.Loopback, 0);

        internal int TcpPort { get; } = FreePort(SocketType.Stream);

        internal int UdpPort { get; } = FreePort(SocketType.Dgram);

        internal int TakenPort => field == 0 ? field = ((IPEndPoint)Blocker.LocalEndpoint).Port : field;

        public async Task InitializeAsync()
        {
            Blocker.Start();
            await Instance.InitializeAsync();
            await Instance.ApplyAsync(string.Join("---\n",
                Pod("plain", "dnsPolicy: Default, dnsConfig: {searches: [more.example], options: [{name: timeout, value: '3'}]}"),
                Pod("named", "hostname: box, subdomain: shop, hostAliases: [{ip: 192.0.2.9, hostnames: [db, db.example]}, {ip: 192.0.2.10, hostnames: [cache]}], "
                    + "dnsPolicy: None, dnsConfig: {nameservers: [192.0.2.53, 192.0.2.54], searches: [shop.example, example.org], options: [{name: ndots, value: '2'}, {name: edns0}]}"),
                Pod("whole", "hostname: box, subdomain: shop, setHostnameAsFQDN: true"),
                Pod("exact", "hostnameOverride: exact.example.com"),
                Pod("toolong", $"hostname: {TooLong}, subdomain: shop, setHostnameAsFQDN: true"),
                Pod("onhost", "hostNetwork: true"),
                Pod("published", "restartPolicy: Always", Server(
                    "httpd -f -p 80 -h /etc", $"{{containerPort: 80, hostPort: {TcpPort}}}, {{containerPort: 53, hostPort: {UdpPort}, hostIP: 127.0.0.1, protocol: UDP}}")),
                Pod("blocked", "restartPolicy: Always", Server("sleep 1000", $"{{containerPort: 80, hostPort: {TakenPort}, hostIP: 127.0.0.1}}"))));
            await Instance.WaitForPodAsync("published", p => p.IsReady());
            await Instance.ApplyAsync(Pod("second", "restartPolicy: Always", Server("sleep 1000", $"{{containerPort: 80, hostPort: {TcpPort}}}")));
        }

        public async Task DisposeAsync()
        {
            Blocker.Dispose();
            await Instance.DisposeAsync();
        }

        private static string Pod(string name, string settings, params string[] containers) => $$"""
            apiVersion: v1
            kind: Pod
            metadata: {name: {{name}}}
            spec: {terminationGracePeriodSeconds: 0, {{settings}}, containers: [{{string.Join(", ", containers is [] ? [Server("sleep 1000", null)] : containers)}}]}

            """;

        private static string Server(string command, string? ports) =>
            $"{{name: main, image: 'busybox:1.32.0', command: [{string.Join(", ", command.Split(' ').Select(w => $"'{w}'"))}]{(ports is null ? "" : $", ports: [{ports}]")}}}";

        private static int FreePort(SocketType type)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, type, type == SocketType.Stream ? ProtocolType.Tcp : ProtocolType.Udp);
            socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            return ((IPEndPoint)socket.LocalEndPoint!).Port;
        }
    }
}
