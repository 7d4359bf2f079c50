using System.Threading.Channels;
using LocalPods.Api.Core;
using LocalPods.Orchestrator.Events;
using LocalPods.Orchestrator.Nodes;
using LocalPods.Orchestrator.Pods;
using LocalPods.Orchestrator.Store;
using Microsoft.Extensions.Logging;

namespace LocalPods.Orchestrator.StaticPods;

/// <summary>
/// Keeps the objects that show static pods as the manifest folder asks for, and their pods run because of them: 1. reads the
/// folder when it changed, and every 20 s; 2. ends what is no longer asked for; 3. shows what is. An object that somebody
/// deletes comes back; its pod does not notice.
/// </summary>
internal sealed partial class StaticPodSource(
    IObjectStore store, MirrorWriter mirrors, IEventRecorder events, NodeAgentOptions options, TimeProvider clock, ILogger<StaticPodSource> logger)
{
    /// <summary>How often the folder is read although nothing told of a change.</summary>
    public static readonly TimeSpan RescanEvery = TimeSpan.FromSeconds(20);

    /// <summary>Who writes a file rarely does so in one step.</summary>
    private static readonly TimeSpan SettleFor = TimeSpan.FromMilliseconds(100);

    private readonly StaticPodFolder? _folder = options.ManifestDirectory is { } path ? new(path, options.NodeName, clock) : null;
    private readonly Dictionary<string, string> _told = new(StringComparer.Ordinal);
    private volatile StaticPodSet _wanted = StaticPodSet.Empty;
    private volatile bool _rescan = true;

    private readonly Channel<bool> _wakes = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    /// <summary>Whether a manifest asks for the pod of this uid, so that it is to run whether or not an object shows it.</summary>
    public bool Wants(string podUid) => _wanted.Pods.Values.Any(p => p.Hash == podUid);

    /// <summary>Reads the folder. Called once before any pod is looked after, so that none is taken for left over.</summary>
    public void Scan()
    {
        _rescan = false;
        if (_folder is null)
        {
            return;
        }

        var (set, failure) = _folder.Scan(HolderOf);
        Tell("", failure);
        if (set is null)
        {
            return;
        }

        _wanted = set;
        foreach (var file in _told.Keys.Where(file => file.Length > 0 && !set.Faults.ContainsKey(file)).ToList())
        {
            _told.Remove(file);
        }

        foreach (var (file, faults) in set.Faults)
        {
            Tell(file, string.Join('\n', faults));
        }
    }

    /// <summary>Works until the daemon stops; static pods go on running.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var watch = options.ManifestDirectory is { } folder ? options.WatchFolder?.Invoke(folder, Rescan) : null;
        await using var timer = clock.CreateTimer(
            _ => Rescan(), null, _folder is null ? Timeout.InfiniteTimeSpan : RescanEvery, _folder is null ? Timeout.InfiniteTimeSpan : RescanEvery);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var watching = WatchObjectsAsync(ended.Token);
        _wakes.Writer.TryWrite(true);
        try
        {
            while (await _wakes.Reader.WaitToReadAsync(stopping))
            {
                _wakes.Reader.TryRead(out _);
                if (_rescan)
                {
                    await Task.Delay(SettleFor, clock, stopping);
                    Scan();
                }

                await ReconcileAsync(stopping);
            }
        }
        finally
        {
            ended.Cancel();
            await watching.ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // Its object may be gone for a moment; after a start there is nothing but the object.
    private string? HolderOf(ObjectKey key) =>
        _wanted.Pods.TryGetValue(key, out var pod) ? pod.File
        : store.Get(key) is { } stored && MirrorWriter.IsMirror(stored) ? new PodObject(stored).Pod.Metadata.Annotations!.GetValueOrDefault(PodAnnotations.File)
        : null;

    private void Rescan()
    {
        _rescan = true;
        _wakes.Writer.TryWrite(true);
    }

    // A name that became free, or the node's own object, lets something be shown.
    private async Task WatchObjectsAsync(CancellationToken stopping)
    {
        await Task.WhenAll(WatchAsync("nodes", _ => true, stopping), WatchAsync(PodObject.Resource, change => change.Type == StoreChangeType.Deleted, stopping));
    }

    private async Task WatchAsync(string resource, Func<StoreChange, bool> concerns, CancellationToken stopping)
    {
        using var follower = new StoreFollower(store, resource);
        while (await follower.NextAsync(stopping) is { } news)
        {
            var concerned = news.Changes.Where(concerns).ToList();
            concerned.ForEach(mirrors.Remember);
            if (concerned.Count > 0 || news.All is not null)
            {
                _wakes.Writer.TryWrite(true); // after falling behind everything is compared again
            }
        }
    }

    private async Task ReconcileAsync(CancellationToken stopping)
    {
        var wanted = _wanted;
        var stored = store.List(PodObject.Resource, @namespace: null).Items
            .Where(o => MirrorWriter.IsMirror(o) || wanted.Pods.ContainsKey(o.Key))
            .Select(o => new PodObject(o))
            .ToList();
        var plan = MirrorPlanner.Plan(wanted, stored);
        try
        {
            foreach (var gone in plan.End)
            {
                LogEnding(logger, gone.Stored.Key.Namespace, gone.Stored.Key.Name);
                if (!await mirrors.EndAsync(gone, stopping))
                {
                    _wakes.Writer.TryWrite(true); // its status was written just now: once more
                }
            }

            foreach (var pod in plan.Show)
            {
                if (await mirrors.ShowAsync(pod, stopping) is { } obstacle)
                {
                    Tell($"show/{pod.Key}", obstacle);
                }
                else
                {
                    _told.Remove($"show/{pod.Key}");
                }
            }
        }
        catch (StoreException e)
        {
            LogFailed(logger, e.Message); // the next change or rescan tries again
        }

        foreach (var clash in plan.Clashes)
        {
            Tell(clash.File, $"{clash.File}: there is a pod {clash.Key.Name} in namespace {clash.Key.Namespace} already, which no manifest asks for; delete it to let this one run");
        }
    }

    // Once for every state of a file.
    private void Tell(string about, string? what)
    {
        if (what is null)
        {
            _told.Remove(about);
        }
        else if (_told.GetValueOrDefault(about) != what)
        {
            _told[about] = what;
            LogFault(logger, what);
            events.Warning(EventTarget.Node(options.NodeName), "InvalidManifest", $"Static pod: {what.Split('\n')[0]}");
        }
    }

    [LoggerMessage(1050, LogLevel.Warning, "Static pods: {What}")]
    private static partial void LogFault(ILogger logger, string what);

    [LoggerMessage(1051, LogLevel.Information, "Static pod {Namespace}/{Name} is no longer asked for by its manifest as it runs: ending it")]
    private static partial void LogEnding(ILogger logger, string @namespace, string name);

    [LoggerMessage(1052, LogLevel.Warning, "Showing static pods failed, and is tried again: {Reason}")]
    private static partial void LogFailed(ILogger logger, string reason);
}
