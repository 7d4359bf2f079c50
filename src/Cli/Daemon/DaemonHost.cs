using System.Runtime.InteropServices;
using LocalPods.Api.Names;
using LocalPods.Cli.Client;
using LocalPods.Orchestrator.Images;
using LocalPods.Orchestrator.Nodes;
using LocalPods.Orchestrator.Pods;
using LocalPods.Orchestrator.Resources;
using LocalPods.Orchestrator.Runtime;
using LocalPods.Orchestrator.Server;
using LocalPods.Orchestrator.Server.Access;
using LocalPods.Orchestrator.Server.Access.Tokens;
using LocalPods.Orchestrator.Server.Admission.PodSecurity;
using LocalPods.Orchestrator.Server.Daemon;
using LocalPods.Orchestrator.Store;
using LocalPods.Orchestrator.Store.Sqlite;
using LocalPods.Orchestrator.Volumes;
using LocalPods.Runtime.Docker;
using Microsoft.Extensions.Logging;

namespace LocalPods.Cli.Daemon;

/// <summary>
/// The daemon of one instance, put together from its parts:
/// <list type="number">
/// <item>take the instance's lock, or say who has it;</item>
/// <item>open the log, the store and the engine's client (the engine need not be there);</item>
/// <item>run the API and the node agent until told to stop, then let go of everything; containers keep running.</item>
/// </list>
/// </summary>
public static partial class DaemonHost
{
    /// <summary>Runs until SIGTERM, SIGINT, a request to shut down, or the token.</summary>
    /// <param name="order">What it is to be.</param>
    /// <param name="output">Gets the one <see cref="ReadyLine"/> of a detached daemon.</param>
    /// <param name="error">Gets the reason when it cannot run in the foreground.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The process's exit code.</returns>
    public static async Task<int> RunAsync(DaemonOrder order, Stream output, TextWriter error, CancellationToken cancellationToken)
    {
        var paths = order.Paths;
        try
        {
            Directory.CreateDirectory(paths.StateDirectory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            using var only = FileLock.TryTake(paths.Lock, out var holder);
            if (only is null)
            {
                return await RefuseAsync(
                    order, output, error, $"instance {paths.Instance} already has a daemon (pid {holder}); stop it with: localpods down{paths.InstanceFlag}", alreadyRunning: true);
            }

            if (order.Detached)
            {
                LibC.StartSession(); // the terminal's signals are not for us
            }

            var backoffs = new PodBackoffs();

            // The definitions of the kinds take as long to come to life as the store does: both at once.
            var resources = Task.Run(() => ResourceRegistry.Default(backoffs), CancellationToken.None);
            using var loggers = DaemonLog.Open(order);
            await using var store = SqliteStore.Open(paths.Store, TimeProvider.System, loggers.CreateLogger<SqliteStore>());
            using var runtime = DockerRuntime.Create(new DockerOptions { Instance = paths.Instance, PullProgressDeadline = order.Images.PullProgressDeadline }, TimeProvider.System, loggers);
            using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
            using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
            await ServeAsync(order, output, loggers, store, runtime, backoffs, await resources, stopping);
            return 0;

            void Stop(PosixSignalContext signal)
            {
                signal.Cancel = true; // the process ends by returning from here, not by the signal
                stopping.Cancel();
            }
        }
        catch (Exception e) when (e is StoreException or IOException or UnauthorizedAccessException or ContainerRuntimeException)
        {
            return await RefuseAsync(order, output, error, e.Message, alreadyRunning: false);
        }
        catch (Exception e)
        {
            return await RefuseAsync(order, output, error, $"the daemon failed: {e.Message}; {paths.Log} says more", alreadyRunning: false);
        }
    }

    private static async Task ServeAsync(
        DaemonOrder order,
        Stream output,
        ILoggerFactory loggers,
        SqliteStore store,
        DockerRuntime runtime,
        PodBackoffs backoffs,
        ResourceRegistry resources,
        CancellationTokenSource stopping)
    {
        var (paths, clock, logger) = (order.Paths, TimeProvider.System, loggers.CreateLogger(typeof(DaemonHost)));
        var started = clock.GetTimestamp();
        var nodeName = NodeName(System.Environment.MachineName);
#pragma warning disable RS0030 // the composition root is where randomness and ids come from
        var (random, newId) = (Random.Shared, (Func<Guid>)Guid.NewGuid);
#pragma warning restore RS0030
        using var tokens = new ServiceAccountTokens(store, Path.Combine(paths.StateDirectory, "pki"), clock, newId);
        var options = new NodeAgentOptions
        {
            NodeName = nodeName,
            Root = paths.StateDirectory,
            HostIps = NodeAddresses.Find(),
            Version = DaemonVersion.Text,
            ManifestDirectory = order.ManifestDirectory,
            WatchFolder = FolderWatch.TryOpen,
            Tokens = tokens.ForPod,
            Images = new ImageOptions
            {
                MaxParallelPulls = order.Images.MaxParallelPulls,
                HighThresholdPercent = order.Images.HighThresholdPercent,
                LowThresholdPercent = order.Images.LowThresholdPercent,
                MinimumAge = order.Images.MinimumAge,
            },
        };
        var agent = new NodeAgent(store, runtime, clock, random, newId, options, loggers) { Backoffs = backoffs };
        ApiServer? server = null;
        server = new ApiServer(
            new ApiServerOptions
            {
                SocketPath = paths.Socket,
                Https = new HttpsOptions { Folder = paths.StateDirectory, Instance = paths.Instance, Port = order.HttpsPort },
                NodeName = nodeName,
                PodSecurity = Enum.Parse<PodSecurityLevel>(order.PodSecurity, ignoreCase: true),
                Version = DaemonVersion.Text,
                VolumeFolder = Path.Combine(paths.StateDirectory, InstanceFolders.Persistent),
            },
            new ApiServerParts
            {
                Store = store,
                Runtime = runtime,
                Clock = clock,
                Random = random,
                NewId = newId,
                LoggerFactory = loggers,
                Resources = resources,
                Tokens = tokens,
                Daemon = new DaemonEndpoints
                {
                    Backoffs = backoffs,
                    StatusAsync = async limit => new DaemonStatus(
                        System.Environment.ProcessId,
                        DaemonVersion.Text,
                        paths.Instance,
                        paths.Socket,
                        new HttpsStatus(server?.HttpsAddress, server?.HttpsProblem),
                        paths.Store,
                        await EngineAsync(runtime, limit),
                        store.List("pods", null).Items.Length,
                        (long)clock.GetElapsedTime(started).TotalSeconds,
                        agent.ProbeStarts),
                    Shutdown = stopping.Cancel,
                    History = agent.HistoryOf,
                    ExplainAsync = agent.ExplainAsync,
                    CheckAsync = agent.CheckAsync,
                    Pulls = agent.Pulls,
                },
            });

        var serving = server.RunAsync(stopping.Token);
        var working = agent.RunAsync(stopping.Token);
        var preparing = PrepareAsync(runtime, stopping.Token);
        var releasing = new MemoryRelease(store, clock, () => GC.GetTotalMemory(forceFullCollection: false), () => ReleaseMemory(store)).RunAsync(stopping.Token);
        await Task.WhenAny(Task.WhenAll(server.Listening, agent.Registered), serving, working);
        if (server.Listening.IsCompletedSuccessfully)
        {
            LogServing(logger, paths.Instance, paths.Socket, System.Environment.ProcessId);
            await TellReadyAsync(order, output, new ReadyLine(System.Environment.ProcessId));
        }

        // When one of the two ends, whether asked to or by a fault, the other has nothing to live for.
        await Task.WhenAny(serving, working);
        stopping.Cancel();
        try
        {
            await Task.WhenAll(serving, working, preparing, releasing);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // asked to stop
        }
        catch (Exception e)
        {
            LogFailed(logger, e, paths.Instance);
            throw;
        }

        LogStopped(logger, paths.Instance);
    }

    private static void ReleaseMemory(SqliteStore store)
    {
        store.DropParsed();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        LibC.TrimHeap();
    }

    // What the first sandbox would otherwise wait for. Without an engine the first sandbox does it.
    private static async Task PrepareAsync(DockerRuntime runtime, CancellationToken cancellationToken)
    {
        try
        {
            await runtime.PrepareAsync(cancellationToken);
        }
        catch (ContainerRuntimeException)
        {
            // the node agent tells that the engine is away
        }
    }

    private static async Task<EngineStatus> EngineAsync(DockerRuntime runtime, CancellationToken cancellationToken)
    {
        try
        {
            var engine = await runtime.GetVersionAsync(cancellationToken);
            return new EngineStatus("available", engine.Name, engine.Version, engine.ApiVersion, null) { PodCgroups = engine.PodCgroups };
        }
        catch (ContainerRuntimeException e)
        {
            return new EngineStatus("unavailable", null, null, null, e.Message);
        }
    }

    /// <summary>The machine's name as the name of an object: what that may not hold becomes a dash.</summary>
    internal static string NodeName(string machine)
    {
        var name = string.Concat(machine.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' ? c : '-')).Trim('-', '.');
        return ValidNames.Subdomain(name).IsEmpty ? name : "localpods";
    }

    private static async Task<int> RefuseAsync(DaemonOrder order, Stream output, TextWriter error, string why, bool alreadyRunning)
    {
        if (order.Detached)
        {
            await TellReadyAsync(order, output, new ReadyLine(System.Environment.ProcessId, why, alreadyRunning));
        }
        else
        {
            await error.WriteLineAsync($"error: {why}");
        }

        return 1;
    }

    private static async Task TellReadyAsync(DaemonOrder order, Stream output, ReadyLine line)
    {
        if (order.Detached)
        {
            try
            {
                await output.WriteAsync(line.ToBytes());
                await output.FlushAsync();
            }
            catch (IOException)
            {
                // The command that waited for it has gone.
            }
        }
    }

    [LoggerMessage(6001, LogLevel.Information, "Instance {Instance} serves on {Socket} (pid {Pid})")]
    private static partial void LogServing(ILogger logger, string instance, string socket, int pid);

    [LoggerMessage(6003, LogLevel.Critical, "Instance {Instance} failed")]
    private static partial void LogFailed(ILogger logger, Exception error, string instance);

    [LoggerMessage(6002, LogLevel.Information, "Instance {Instance} stopped; its containers keep running")]
    private static partial void LogStopped(ILogger logger, string instance);
}
