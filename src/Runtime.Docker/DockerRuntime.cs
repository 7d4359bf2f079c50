using LocalPods.Runtime.Docker.Cgroups;
using LocalPods.Runtime.Docker.Containers;
using LocalPods.Runtime.Docker.Engine;
using LocalPods.Runtime.Docker.Images;
using LocalPods.Runtime.Docker.Sandboxes;
using Microsoft.Extensions.Logging;

namespace LocalPods.Runtime.Docker;

/// <summary>
/// The runtime contract on the Docker Engine API. A sandbox is a pause container whose namespaces the pod's containers join;
/// all that must be remembered is in names and labels, so that nothing is lost with this process.
/// </summary>
public sealed partial class DockerRuntime : IContainerRuntime, IDisposable
{
    /// <summary>Inspects and removals under way at once for one call.</summary>
    private const int Parallel = 8;

    /// <summary>
    /// Sandboxes stopped at once by all. Engines before 23.0 can lock up for good while they take one endpoint of a network down beside
    /// another (moby issue 46661), the likelier the more of them there are; that is worth the 14 to 19 % of the time that a bare engine saves with eight.
    /// </summary>
    internal const int SandboxStops = 4;

    private readonly EngineClient _engine;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly string _instance;
    private readonly PauseImporter _pause;
    private readonly ImageCache _images;
    private readonly LoginFiles _logins;
    private readonly FactsCache _facts = new();
    private readonly OomScore _oomScore = new();
    private readonly PodCgroups _cgroups;
    private readonly CgroupSupport _podCgroups = new();

    private readonly SemaphoreSlim _stops = new(SandboxStops);

    internal DockerRuntime(EngineClient engine, LoginFiles logins, PodCgroups cgroups, string instance, TimeProvider clock, ILoggerFactory loggers)
    {
        (_engine, _logins, _cgroups, _instance, _clock) = (engine, logins, cgroups, instance, clock);
        _logger = loggers.CreateLogger<DockerRuntime>();
        _pause = new PauseImporter(engine);
        _images = new ImageCache(engine);
    }

    /// <summary>Asked about ends whose cause the engine does not tell.</summary>
    internal KernelLog KernelLog { get; init; } = KernelLog.OfThisMachine;

    private string InstanceLabel => $"{Labels.Instance}={_instance}";

    /// <summary>Finds the engine; nothing is asked of it yet.</summary>
    /// <exception cref="ContainerRuntimeException"><see cref="RuntimeFailure.Refused"/>: the settings that say where the engine is are wrong.</exception>
    public static DockerRuntime Create(DockerOptions options, TimeProvider clock, ILoggerFactory loggers)
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var address = new EngineAddressResolver(Environment.GetEnvironmentVariable, home).Resolve(options.Host);
        var deadlines = new EngineDeadlines { PullSilence = options.PullProgressDeadline };
        var logins = new LoginFiles(LoginFiles.FolderOf(Environment.GetEnvironmentVariable, home), new LoginHelper(clock));
        var cgroups = new PodCgroups(CgroupMounts.Find(), options.Instance, clock, Directory.Delete);
        return new DockerRuntime(new EngineClient(address, deadlines, clock), logins, cgroups, options.Instance, clock, loggers);
    }

    public async Task<RuntimeVersion> GetVersionAsync(CancellationToken cancellationToken)
    {
        var api = await _engine.GetApiVersionAsync(cancellationToken);
        var (version, info) = (_engine.GetVersionAsync(cancellationToken), _engine.GetInfoAsync(cancellationToken));
        await Task.WhenAll(version, info);
        var (engine, host) = (await version, await info);
        return new RuntimeVersion("docker", engine.Version, api.ToString(), _engine.Address.ToString()!)
        {
            OperatingSystem = host.OperatingSystem.Length > 0 ? host.OperatingSystem : engine.Os,
            KernelVersion = engine.KernelVersion,
            Architecture = engine.Arch,
            PodCgroups = _podCgroups.Describe(_cgroups),
            CgroupVersion = int.TryParse(host.CgroupVersion, out var cgroup) ? cgroup : 0,
            Cpus = host.NCPU,
            MemoryBytes = host.MemTotal,
            AppArmor = host.SecurityOptions?.Any(o => o.Split(',')[0] == "name=apparmor"),
        };
    }

    public void Dispose()
    {
        _engine.Dispose();
        _pause.Dispose();
        _oomScore.Gate.Dispose();
        _looking.Dispose();
        _stops.Dispose();
    }

    [LoggerMessage(5001, LogLevel.Warning, "This host does not let processes be protected from the out-of-memory killer (no CAP_SYS_RESOURCE): negative scores become 0")]
    private static partial void LogOomScoreClamped(ILogger logger);

    [LoggerMessage(5002, LogLevel.Information, "Watching the engine's events at {Address}")]
    private static partial void LogConnected(ILogger logger, string address);

    [LoggerMessage(5003, LogLevel.Warning, "The engine's events cannot be watched, trying again: {Reason}")]
    private static partial void LogDisconnected(ILogger logger, string reason);

    [LoggerMessage(5005, LogLevel.Warning, "Pods have no control group of their own, each of their containers is limited by itself: {Reason}")]
    private static partial void LogNoCgroups(ILogger logger, string reason);

    [LoggerMessage(5006, LogLevel.Warning, "Pod {PodUid} has no control group of its own, each of its containers is limited by itself: {Reason}")]
    private static partial void LogNoCgroup(ILogger logger, string podUid, string reason);

    [LoggerMessage(5007, LogLevel.Warning, "The control group of pod {PodUid} is still in use; its removal is tried again later")]
    private static partial void LogCgroupBusy(ILogger logger, string podUid);

    [LoggerMessage(5004, LogLevel.Warning, "Left behind for the next purge: {Reason}")]
    private static partial void LogLeftBehind(ILogger logger, string reason);
}
