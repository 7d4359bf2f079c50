using LocalPods.Orchestrator.Server.Registry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LocalPods.Orchestrator.Server;

/// <summary>
/// The Kubernetes API over a Unix socket that only this user can open. Starts nothing until <see cref="RunAsync"/>, and knows
/// nothing of pods beyond their strategy: what runs them watches the same store.
/// </summary>
public sealed partial class ApiServer
{
    /// <summary>A body that is too large is read and dropped up to here, so that the client hears why it was refused.</summary>
    private const long LargestDiscardedBody = 64 * 1024 * 1024;

    /// <summary>The command of an exec stands in the request's target; as much fits as other API servers take.</summary>
    private const int LongestTarget = 1024 * 1024;

    private const UnixFileMode OwnerOnlyFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnerOnlyFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly ApiServerOptions _options;
    private readonly ApiServerParts _parts;
    private readonly ObjectRegistry _objects;
    private readonly ILogger _logger;
    private readonly TaskCompletionSource _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ApiServer(ApiServerOptions options, ApiServerParts parts)
    {
        (_options, _parts) = (options, parts with { Random = new SharedRandom(parts.Random) });
        _objects = new(parts.Store, parts.Clock, _parts.Random, parts.NewId, options.NodeName);
        _logger = parts.LoggerFactory.CreateLogger<ApiServer>();
    }

    /// <summary>Ends when connections are accepted, or fails with what kept the server from listening.</summary>
    public Task Listening => _listening.Task;

    /// <summary>Serves until told to stop, then lets open requests end for a moment.</summary>
    /// <param name="stopping">Ends watches and streams too.</param>
    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            await InitialObjects.EnsureAsync(_objects, stopping);
            PrepareSocket();
            await using var app = Build(stopping);
            await app.StartAsync(stopping);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(_options.SocketPath, OwnerOnlyFile);
            }

            LogListening(_logger, _options.SocketPath);
            _listening.TrySetResult();
            var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var registration = stopping.Register(stopped.SetResult);
            var cleaner = new NamespaceCleaner(_objects, _parts.Resources, _parts.Clock, _logger).RunAsync(stopping);
            await await Task.WhenAny(stopped.Task, cleaner);
            using var limit = new CancellationTokenSource(_options.StopTimeout, _parts.Clock);
            await app.StopAsync(limit.Token);
            await cleaner;
        }
        catch (Exception e) when (!_listening.Task.IsCompleted)
        {
            _listening.TrySetException(e);
            throw;
        }
    }

    private void PrepareSocket()
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(_options.SocketPath))!;
        if (!Directory.Exists(folder) && !OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder, OwnerOnlyFolder);
        }

        File.Delete(_options.SocketPath);
    }

    private WebApplication Build(CancellationToken stopping)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(_parts.LoggerFactory);
        builder.Services.AddSingleton<IHostLifetime, NoHostLifetime>();
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = _options.StopTimeout);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.ListenUnixSocket(_options.SocketPath, listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.Limits.MaxRequestBodySize = LargestDiscardedBody;
            kestrel.Limits.MaxRequestLineSize = LongestTarget;
            kestrel.Limits.MaxConcurrentConnections = null;

            // The peer is this user on this machine, and may think as long as it likes.
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
        });

        var app = builder.Build();
        var router = new ApiRouter(_options, _parts, _objects, stopping);
        app.Use(next => new FailureAnswers(next, _logger).InvokeAsync);
        app.UseWebSockets();
        app.Run(router.HandleAsync);
        return app;
    }

    [LoggerMessage(3000, LogLevel.Information, "API server listens on {Socket}")]
    private static partial void LogListening(ILogger logger, string socket);
}
