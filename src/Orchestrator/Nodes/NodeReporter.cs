using System.Text.Json.Nodes;
using System.Threading.Channels;
using LocalPods.Api.Merging;
using LocalPods.Api.Meta;
using LocalPods.Api.Serialization;
using LocalPods.Orchestrator.PodEnvironment;
using LocalPods.Orchestrator.Runtime;
using LocalPods.Orchestrator.Store;
using Microsoft.Extensions.Logging;

namespace LocalPods.Orchestrator.Nodes;

/// <summary>Registers the node, and keeps the node's Ready condition true to the engine.</summary>
internal sealed partial class NodeReporter(
    IObjectStore store, IContainerRuntime runtime, TimeProvider clock, Func<Guid> newId, NodeAgentOptions options, ILogger<NodeReporter> logger)
{
    /// <summary>How often an unchanged node says that it is alive.</summary>
    public static readonly TimeSpan HeartbeatEvery = TimeSpan.FromMinutes(5);

    private const string Nodes = "nodes";
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    /// <summary>An engine that takes longer is reported on once more when it has answered.</summary>
    private static readonly TimeSpan EngineAnswersWithin = TimeSpan.FromSeconds(1);

    private readonly Channel<bool> _wakes = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private volatile string? _away;
    private volatile bool _engineChanged = true;
    private volatile NodeSetting _setting = new(options.NodeName, options.HostIps, Environment.ProcessorCount, 0);
    private RuntimeVersion? _engine;

    /// <summary>Called once the node is registered, or cannot be for now.</summary>
    public Action Registered { get; init; } = () => { };

    /// <summary>What pods can learn about the node.</summary>
    public NodeSetting Setting => _setting;

    /// <summary>Why the engine does not answer; null when it does.</summary>
    public string? Away => _away;

    /// <summary>Takes the news that the engine went away, with the reason, or that it answers (null).</summary>
    public void EngineAway(string? reason)
    {
        _away = reason;
        _engineChanged |= reason is null;
        _wakes.Writer.TryWrite(true);
    }

    /// <summary>Reports until the daemon stops.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        await using var timer = clock.CreateTimer(_ => _wakes.Writer.TryWrite(true), null, HeartbeatEvery, Timeout.InfiniteTimeSpan);
        _wakes.Writer.TryWrite(true);
        while (await _wakes.Reader.WaitToReadAsync(stopping))
        {
            _wakes.Reader.TryRead(out _);
            var next = HeartbeatEvery;
            try
            {
                await AskAndReportAsync(stopping);
            }
            catch (StoreException e)
            {
                LogFailed(logger, e.Message);
                next = RetryAfter;
            }

            Registered();
            timer.Change(next, Timeout.InfiniteTimeSpan);
        }
    }

    private async Task AskAndReportAsync(CancellationToken stopping)
    {
        var asking = AskEngineAsync(stopping);
        try
        {
            await asking.WaitAsync(EngineAnswersWithin, clock, stopping);
        }
        catch (TimeoutException)
        {
            await ReportAsync(stopping);
            Registered();
            await asking;
        }

        await ReportAsync(stopping);
    }

    private async Task AskEngineAsync(CancellationToken stopping)
    {
        if (!_engineChanged)
        {
            return;
        }

        try
        {
            _engineChanged = false;
            _engine = await runtime.GetVersionAsync(stopping);
            var disk = await runtime.GetImageDiskAsync(stopping);
            _setting = _setting with { Cpus = _engine.Cpus, MemoryBytes = _engine.MemoryBytes, AppArmor = _engine.AppArmor, DiskBytes = disk?.CapacityBytes ?? 0 };
        }
        catch (ContainerRuntimeException e)
        {
            _engineChanged = true; // asked again with the next wake: its return is one
            _away ??= e.Message;
        }
    }

    private async Task ReportAsync(CancellationToken stopping)
    {
        var key = new ObjectKey(Nodes, "", options.NodeName);
        var now = clock.GetUtcNow();
        if (store.Get(key) is not { } stored)
        {
            var fresh = new Api.Core.Node { Metadata = new ObjectMeta { Name = options.NodeName, Uid = newId().ToString(), CreationTimestamp = now } };
            var created = ApiJson.ToJson(NodeObjects.Node(fresh, options, _setting, _engine, _away, now));
            DirectWrite.NoteCreated<Api.Core.Node>(created, FieldWriter.NodeAgent, now);
            await CreateAsync(key, created, stopping);
            return;
        }

        // Labels, taints and whatever others wrote stay; the node's own labels and status are set anew.
        var before = stored.Read<Api.Core.Node>();
        var node = NodeObjects.Node(before, options, _setting, _engine, _away, now);
        var json = stored.ToJsonObject();
        (json["metadata"] as JsonObject)!["labels"] = ApiJson.ToJson(node)["metadata"]!["labels"]!.DeepClone();
        DirectWrite.NoteChanged<Api.Core.Node>(stored.ToJsonObject(), json, FieldWriter.NodeAgent, now);
        DirectWrite.PutStatus<Api.Core.Node>(json, ApiJson.ToJson(node)["status"]!.DeepClone(), FieldWriter.NodeAgent, now);
        try
        {
            await store.UpdateAsync(key, json, stored.Revision, timeToLive: null, stopping);
        }
        catch (StoreException e) when (e.Failure is StoreFailure.Conflict or StoreFailure.NotFound)
        {
            _wakes.Writer.TryWrite(true); // somebody else wrote it: once more
        }
    }

    private async Task CreateAsync(ObjectKey key, JsonObject content, CancellationToken stopping)
    {
        try
        {
            await store.CreateAsync(key, content, timeToLive: null, stopping);
        }
        catch (StoreException e) when (e.Failure == StoreFailure.AlreadyExists)
        {
            // Somebody else was first, which is as good.
        }
    }

    [LoggerMessage(1030, LogLevel.Warning, "Reporting the node failed, and is tried again: {Reason}")]
    private static partial void LogFailed(ILogger logger, string reason);
}
