using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace LocalPods.Integration;

/// <summary>
/// An instance of LocalPods of a test's own, on the real engine, driven through the built command. Whatever it made is
/// removed at the end.
/// </summary>
public sealed class Instance : IAsyncLifetime
{
    /// <summary>The built command.</summary>
    internal static readonly string Executable = Path.Combine(Command.RepositoryRoot, "out", "localpods");
    private readonly string _folder = Directory.CreateTempSubdirectory("localpods-it-").FullName;
    private HttpClient? _http;

    /// <summary>Unique on this machine.</summary>
    public string Name { get; } = $"it-{Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(5))}";

    /// <summary>For tests that bring an engine of their own.</summary>
    public string? DockerHost { get; init; }

    /// <summary>Further variables of its commands, and of the daemon that the first of them starts.</summary>
    internal Dictionary<string, string> Variables { get; } = [];

    internal Dictionary<string, string> Environment
    {
        get
        {
            var environment = new Dictionary<string, string>
            {
                ["LOCALPODS_INSTANCE"] = Name,
                ["LOCALPODS_STATE_DIR"] = _folder,
                ["NO_COLOR"] = "1",
            };
            if (DockerHost is not null)
            {
                environment["DOCKER_HOST"] = DockerHost;
            }

            foreach (var (name, value) in Variables)
            {
                environment[name] = value;
            }

            return environment;
        }
    }

    /// <summary>The instance's files.</summary>
    public string Folder => _folder;

    /// <summary>With LOCALPODS_TEST_OVER=https the commands reach the daemon as any Kubernetes API: over HTTPS, by a kubeconfig. Its socket is hidden from them.</summary>
    private static bool IsOverHttps { get; } = System.Environment.GetEnvironmentVariable("LOCALPODS_TEST_OVER") == "https";

    public async Task InitializeAsync()
    {
        if (!IsOverHttps)
        {
            return;
        }

        Variables["KUBECONFIG"] = await KubeconfigAsync();
        Variables["LOCALPODS_CONTEXT"] = "localpods-" + Name;
        File.Move(SocketPath, SocketPath + ".hidden");
    }

    /// <summary>The file that kubectl needs to speak to this instance; written at the first call.</summary>
    internal async Task<string> KubeconfigAsync()
    {
        var path = Path.Combine(_folder, "client.kubeconfig");
        if (!File.Exists(path))
        {
            await File.WriteAllTextAsync(path, await MustAsync("kubeconfig"));
        }

        return path;
    }

    private string SocketPath => Path.Combine(_folder, Name, "api.sock");

    public async Task DisposeAsync()
    {
        _http?.Dispose();
        if (IsOverHttps)
        {
            File.Move(SocketPath + ".hidden", SocketPath);
        }

        var down = await RunAsync("down", "--all");
        Directory.Delete(_folder, recursive: true);
        down.ExitCode.ShouldBe(0, down.ToString());
        (await ContainersAsync()).ShouldBeEmpty("down --all must leave nothing on the engine");
        CgroupFolders.ShouldBeEmpty("down --all must leave no control groups");
    }

    /// <summary>The folders that hold the control groups of the instance's pods, one in each tree of the node; none where pods have none.</summary>
    internal string[] CgroupFolders =>
    [
        .. new DirectoryInfo("/sys/fs/cgroup") is { Exists: true } top ? top.EnumerateDirectories().Append(top).Select(tree => Path.Combine(tree.FullName, "localpods-" + Name)).Where(Directory.Exists) : [],
    ];

    /// <summary>Uids of the pods that have a control group, in whatever tree.</summary>
    internal HashSet<string> PodCgroups => [.. CgroupFolders.SelectMany(f => Directory.EnumerateDirectories(f, "pod*")).Select(f => Path.GetFileName(f)["pod".Length..])];

    /// <summary>Stops the daemon, if there is one, and removes the files: for an instance that never reached an engine.</summary>
    internal async Task DropAsync()
    {
        await RunAsync("down");
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>What the instance can tell of itself when a test does not understand it: its objects, and the end of the daemon's log.</summary>
    internal async Task<string> EvidenceAsync()
    {
        var log = Path.Combine(_folder, Name, "daemon.log");
        var lines = File.Exists(log) ? await File.ReadAllLinesAsync(log) : [];
        return $"""
            {await RunAsync("get", "namespaces", "-o", "yaml")}
            {await RunAsync("get", "pods", "-A", "-o", "wide")}
            {string.Join('\n', lines.TakeLast(100))}
            """;
    }

    /// <summary>Runs the command as a user would.</summary>
    internal Task<CommandResult> RunAsync(params string[] arguments) => RunAsync(null, arguments);

    internal Task<CommandResult> RunAsync(string? input, string[] arguments) => Command.RunAsync(Executable, arguments, Environment, input);

    /// <summary>The name of its node, which is there once the engine has said what it has.</summary>
    internal async Task<string> NodeNameAsync()
    {
        var name = "";
        await Eventually.ShouldAsync(
            async () =>
            {
                name = (await MustAsync("get", "nodes", "-o", "jsonpath={.items[*].metadata.name}")).Trim();
                name.ShouldNotBeEmpty();
            });
        return name;
    }

    /// <summary>Runs the command, which must succeed; its output.</summary>
    internal async Task<string> MustAsync(params string[] arguments)
    {
        var result = await RunAsync(arguments);
        result.ExitCode.ShouldBe(0, $"localpods {string.Join(' ', arguments)}\n{result}");
        return result.Output;
    }

    /// <summary>Applies a manifest given as text.</summary>
    internal async Task ApplyAsync(string manifest)
    {
        var result = await RunAsync(manifest, ["apply", "-f", "-"]);
        result.ExitCode.ShouldBe(0, result.ToString());
    }

    /// <summary>Path of a manifest of the examples folder.</summary>
    internal static string Example(string name) => Path.Combine(Command.RepositoryRoot, "examples", name);

    /// <summary>The pod as it is now; null when there is none.</summary>
    internal async Task<JsonElement?> PodAsync(string name)
    {
        var result = await RunAsync("get", "pod", name, "-o", "json", "--ignore-not-found");
        result.ExitCode.ShouldBe(0, result.ToString());
        return result.Output.Length == 0 ? null : JsonElement.Parse(result.Output);
    }

    /// <summary>Waits, by watching, until the pod is as wanted.</summary>
    /// <exception cref="TimeoutException">It was not in time; the message holds its last state.</exception>
    internal async Task<JsonElement> WaitForPodAsync(string name, Func<JsonElement, bool> wanted, [CallerArgumentExpression(nameof(wanted))] string what = "")
    {
        using var timeout = new CancellationTokenSource(Patience.Limit, TimeProvider.System);
        JsonElement? last = null;
        try
        {
            await foreach (var (type, pod) in WatchAsync($"metadata.name={name}", timeout.Token))
            {
                last = pod;
                if (type != "DELETED" && wanted(pod))
                {
                    return pod;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // told below
        }

        throw new TimeoutException($"pod {name} was not as wanted within {Patience.Limit}: {what}\nlast seen: {last?.GetProperty("status")}");
    }

    /// <summary>Waits, by watching, until there is no such pod.</summary>
    internal async Task WaitUntilGoneAsync(string name)
    {
        using var timeout = new CancellationTokenSource(Patience.Limit, TimeProvider.System);
        if (await PodAsync(name) is null)
        {
            return;
        }

        await foreach (var (type, _) in WatchAsync($"metadata.name={name}", timeout.Token))
        {
            if (type == "DELETED")
            {
                return;
            }
        }
    }

    /// <summary>Changes of pods in namespace default, those there are first; asks again when the daemon went away.</summary>
    private async IAsyncEnumerable<(string Type, JsonElement Pod)> WatchAsync(string fieldSelector, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var http = await HttpAsync();
        using var response = await http.GetAsync(
            $"/api/v1/namespaces/default/pods?watch=true&fieldSelector={Uri.EscapeDataString(fieldSelector)}", HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        response.EnsureSuccessStatusCode();
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            var change = JsonElement.Parse(line);
            yield return (change.GetProperty("type").GetString()!, change.GetProperty("object"));
        }
    }

    /// <summary>Names of all containers of this instance on the engine.</summary>
    internal async Task<string[]> ContainersAsync(params string[] filters)
    {
        var arguments = new List<string> { "ps", "-a", "--no-trunc", "--format", "{{.Names}}", "--filter", $"label=localpods.io/instance={Name}" };
        arguments.AddRange(filters.SelectMany(f => new[] { "--filter", f }));
        var result = await Command.RunAsync("docker", arguments, Environment);
        result.ExitCode.ShouldBe(0, result.ToString());
        return result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>What <c>status -o json</c> says.</summary>
    internal async Task<JsonElement> StatusAsync() => JsonElement.Parse(await MustAsync("status", "-o", "json"));

    /// <summary>Asks the daemon itself; its answer.</summary>
    internal async Task<string> GetAsync(string path) => await (await HttpAsync()).GetStringAsync(path);

    private async Task<HttpClient> HttpAsync()
    {
        if (_http is null)
        {
            var socketPath = (await StatusAsync()).GetProperty("socket").GetString()! + (IsOverHttps ? ".hidden" : "");
            _http = new HttpClient(new SocketsHttpHandler
            {
                ConnectCallback = async (_, cancellationToken) =>
                {
                    var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                    await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), cancellationToken);
                    return new NetworkStream(socket, ownsSocket: true);
                },
            })
            { BaseAddress = new Uri("http://localhost"), Timeout = Timeout.InfiniteTimeSpan };
        }

        return _http;
    }
}
