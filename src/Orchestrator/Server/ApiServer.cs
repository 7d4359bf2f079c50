using LocalPods.Orchestrator.Events;
using LocalPods.Orchestrator.Resources;
using LocalPods.Orchestrator.Server.Access;
using LocalPods.Orchestrator.Server.Access.Rbac;
using LocalPods.Orchestrator.Server.Access.Tokens;
using LocalPods.Orchestrator.Server.Admission;
using LocalPods.Orchestrator.Server.Collection;
using LocalPods.Orchestrator.Server.Disruption;
using LocalPods.Orchestrator.Server.Proxy;
using LocalPods.Orchestrator.Server.Registry;
using LocalPods.Orchestrator.Server.Storage;
using LocalPods.Orchestrator.Store;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LocalPods.Orchestrator.Server;

/// <summary>
/// The Kubernetes API over a Unix socket that only this user can open, and over HTTPS for who has a certificate. Starts nothing until <see cref="RunAsync"/>, and knows
/// nothing of pods beyond their strategy: what runs them watches the same store.
/// </summary>
public sealed partial class ApiServer
{
    /// <summary>A body that is too large is read and dropped up to here, so that the client hears why it was refused.</summary>
    private const long LargestDiscardedBody = 64 * 1024 * 1024;

    /// <summary>Connections that wait to be accepted. On a Unix socket a client that finds no room is refused at once.</summary>
    private const int MostWaiting = 4096;

    /// <summary>The command of an exec stands in the request's target; as much fits as other API servers take.</summary>
    private const int LongestTarget = 1024 * 1024;

    private const UnixFileMode OwnerOnlyFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnerOnlyFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly ApiServerOptions _options;
    private readonly ApiServerParts _parts;
    private readonly AccessControl _access;
    private readonly ObjectRegistry _objects;
    private readonly ILogger _logger;
    private readonly HttpsEndpoint? _https;
    private readonly TaskCompletionSource _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _prepared = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ApiServer(ApiServerOptions options, ApiServerParts parts)
    {
        (_options, _parts) = (options, parts with { Random = new SharedRandom(parts.Random) });
        var tokens = parts.Tokens ?? new ServiceAccountTokens(parts.Store, folder: null, parts.Clock, parts.NewId);
        _access = new(parts.Store, tokens, parts.Clock);
        _objects = new(parts.Store, parts.Clock, _parts.Random, parts.NewId, options.NodeName) { Guard = _access.Guard.Check, PodSecurity = options.PodSecurity };
        _logger = parts.LoggerFactory.CreateLogger<ApiServer>();
        _https = options.Https is { } https ? new HttpsEndpoint(https, parts.Clock, _logger) : null;
    }

    /// <summary>Ends when connections are accepted, or fails with what kept the server from listening.</summary>
    public Task Listening => _listening.Task;

    /// <summary>Ends when the objects are there that every cluster has, which is a little after <see cref="Listening"/> at the very first start.</summary>
    public Task Prepared => _prepared.Task;

    /// <summary>Where HTTPS is served; null when it is not.</summary>
    public string? HttpsAddress => _https?.Address;

    /// <summary>Why HTTPS is not served; null when it is, or was not asked for.</summary>
    public string? HttpsProblem => _https?.Problem;

    /// <summary>Serves until told to stop, then lets open requests end for a moment.</summary>
    /// <param name="stopping">Ends watches and streams too.</param>
    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            await InitialObjects.EnsureAsync(_objects, _options.VolumeFolder is not null, stopping);
            var customResources = new CustomResourceController(_objects, _parts.Resources, _parts.Clock, _logger);
            customResources.Load();
            PrepareSocket();
            using var https = _https;
            https?.Bind();
            var accounts = new NamespaceAccounts(_objects, _https?.Address is null ? null : _https.Identity.AuthorityPem);
            _objects.PrepareAccess = accounts.PrepareAsync;
            using var proxy = new ReverseProxy(stopping);
            using var budgets = new DisruptionBudgets(_objects, _parts.Resources, _parts.Clock);
            await using var app = Build(proxy, budgets, stopping);
            await app.StartAsync(stopping);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(_options.SocketPath, OwnerOnlyFile);
            }

            LogListening(_logger, _options.SocketPath, _https?.Address ?? "no port");
            _listening.TrySetResult();
            var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var registration = stopping.Register(stopped.SetResult);
            Task[] keepers =
            [
                new NamespaceCleaner(_objects, _parts.Resources, _parts.Clock, _logger).RunAsync(stopping),
                customResources.RunAsync(stopping),
                new GarbageCollector(_objects, _parts.Resources, _parts.Clock, _logger).RunAsync(stopping),
                new QuotaReporter(_parts.Store).RunAsync(stopping),
                new ChangeFollower(_parts.Store, DisruptionBudgets.Followed, budgets.LookAsync, _parts.Clock, _logger).RunAsync(stopping),
                KeepAccessAsync(accounts, stopping),
                .. _options.VolumeFolder is { } folder ? [KeepStorageAsync(folder, stopping)] : Array.Empty<Task>(),
            ];
            await await Task.WhenAny([stopped.Task, .. keepers]);
            using var limit = new CancellationTokenSource(_options.StopTimeout, _parts.Clock);
            await app.StopAsync(limit.Token);
            await Task.WhenAll(keepers);
        }
        catch (Exception e) when (!_listening.Task.IsCompleted)
        {
            _listening.TrySetException(e);
            throw;
        }
    }

    /// <summary>Keeps roles and service accounts as every cluster has them.</summary>
    private async Task KeepAccessAsync(NamespaceAccounts accounts, CancellationToken stopping)
    {
        var aggregation = new RoleAggregation(_objects);
        try
        {
            await Task.WhenAll(new InitialRoles(_objects).EnsureAsync(stopping), accounts.LookAsync(stopping));
            await aggregation.LookAsync(stopping);
        }
        catch (Exception e) when (e is ApiException or StoreException)
        {
            LogNotPrepared(_logger, e.Message);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return;
        }
        finally
        {
            _prepared.TrySetResult();
        }

        var store = _parts.Store;
        await Task.WhenAll(
            new ChangeFollower(store, NamespaceAccounts.Followed, accounts.LookAsync, _parts.Clock, _logger).RunAsync(stopping),
            new ChangeFollower(store, [ClusterRoleResource.Instance.Names.Qualified], aggregation.LookAsync, _parts.Clock, _logger).RunAsync(stopping));
    }

    /// <summary>Binds claims and volumes, and makes volumes in a folder.</summary>
    private async Task KeepStorageAsync(string folder, CancellationToken stopping)
    {
        var (store, clock) = (_parts.Store, _parts.Clock);
        var events = new EventRecorder(store, clock, _parts.NewId, _options.NodeName, _parts.LoggerFactory.CreateLogger<EventRecorder>());
        var claims = new ClaimController(_objects, new StorageWriter(_objects, events, clock), new LocalPathProvisioner(folder, _options.NodeName));
        var telling = events.RunAsync(stopping);
        await new ChangeFollower(store, ClaimController.Followed, claims.LookAsync, clock, _logger).RunAsync(stopping);
        await telling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
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

    private WebApplication Build(ReverseProxy proxy, DisruptionBudgets budgets, CancellationToken stopping)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(_parts.LoggerFactory);
        builder.Services.AddSingleton<IHostLifetime, NoHostLifetime>();
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = _options.StopTimeout);
        builder.WebHost.UseKestrelCore().UseSockets(transport => transport.Backlog = MostWaiting).ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.ListenUnixSocket(_options.SocketPath, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                listen.Use(next => connection =>
                {
                    connection.Features.Set(Caller.Owner);
                    return next(connection);
                });
            });
            kestrel.Limits.MaxRequestBodySize = LargestDiscardedBody;
            kestrel.Limits.MaxRequestLineSize = LongestTarget;
            kestrel.Limits.MaxConcurrentConnections = null;

            // The peer is this user on this machine, and may think as long as it likes.
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
        });
        _https?.AddTo(builder.WebHost);

        var app = builder.Build();
        var router = new ApiRouter(_options, _parts, _objects, proxy, budgets, _access, _https, stopping);
        app.Use(next => new FailureAnswers(next, _logger).InvokeAsync);
        app.Use(next => async http =>
        {
            RequestAccess.Current = _access.Gate.Admit(http);
            await next(http);
        });
        app.UseWebSockets();
        app.Run(router.HandleAsync);
        return app;
    }

    [LoggerMessage(3012, LogLevel.Warning, "Default roles and service accounts could not all be made: {Message}")]
    private static partial void LogNotPrepared(ILogger logger, string message);

    [LoggerMessage(3000, LogLevel.Information, "API server listens on {Socket} and {Https}")]
    private static partial void LogListening(ILogger logger, string socket, string https);
}
