namespace LocalPods.Integration;

/// <summary>
/// Names that resolve inside a pod: those of containers on a network of the engine's that the pod's sandbox is attached to
/// as well, so that the engine's own name server answers there.
/// </summary>
internal sealed class ResolvableNames : IAsyncDisposable
{
    private const string Label = "localpods.test=names";

    /// <summary>Where the engine's name server listens, in every container of such a network.</summary>
    private const string NameServer = "127.0.0.11";

    private readonly string _network = $"localpods-it-{Guid.CreateVersion7():n}";
    private readonly List<string> _containers = [];

    private ResolvableNames()
    {
    }

    public static async Task<ResolvableNames> CreateAsync()
    {
        // What a killed run left behind.
        await Command.DockerAsync("network", "prune", "-f", "--filter", $"label={Label}", "--filter", "until=15m");
        var names = new ResolvableNames();
        await Command.DockerAsync("network", "create", "--label", Label, names._network);
        return names;
    }

    /// <summary>The manifest of a pod, asking this name server and no other.</summary>
    public string Use(string manifest) =>
        manifest.Replace("\nspec:\n", $"\nspec:\n  dnsPolicy: None\n  dnsConfig:\n    nameservers: [{NameServer}]\n", StringComparison.Ordinal);

    /// <summary>Lets the pod, whose sandbox must run, ask.</summary>
    public async Task AttachAsync(string podUid)
    {
        var sandbox = await Command.DockerAsync(
            "ps", "-q", "--no-trunc", "--filter", $"label=io.kubernetes.pod.uid={podUid}", "--filter", "label=io.kubernetes.docker.type=podsandbox");
        await Command.DockerAsync("network", "connect", _network, sandbox);
    }

    /// <summary>From now on the name resolves: to a container that does nothing.</summary>
    public async Task AddAsync(string name) =>
        _containers.Add(await Command.DockerAsync("run", "-d", "--rm", "--network", _network, "--network-alias", name, "busybox:1.32.0", "sleep", "300"));

    public async ValueTask DisposeAsync()
    {
        foreach (var container in _containers)
        {
            await Command.DockerAsync("rm", "-f", container);
        }

        var attached = await Command.DockerAsync("network", "inspect", "-f", "{{range $id, $_ := .Containers}}{{$id}} {{end}}", _network);
        foreach (var container in attached.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            await Command.DockerAsync("network", "disconnect", "-f", _network, container);
        }

        await Command.DockerAsync("network", "rm", _network);
    }
}
