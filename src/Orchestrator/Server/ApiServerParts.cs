using LocalPods.Orchestrator.Resources;
using LocalPods.Orchestrator.Runtime;
using LocalPods.Orchestrator.Server.Access.Tokens;
using LocalPods.Orchestrator.Server.Daemon;
using LocalPods.Orchestrator.Store;
using Microsoft.Extensions.Logging;

namespace LocalPods.Orchestrator.Server;

/// <summary>What an API server works with.</summary>
public sealed record ApiServerParts
{
    public required IObjectStore Store { get; init; }

    /// <summary>For logs, exec and attach.</summary>
    public required IContainerRuntime Runtime { get; init; }

    public required TimeProvider Clock { get; init; }

    /// <summary>For generated names and the length of watches; nobody else draws from it.</summary>
    public required Random Random { get; init; }

    /// <summary>Makes uids.</summary>
    public required Func<Guid> NewId { get; init; }

    public required ILoggerFactory LoggerFactory { get; init; }

    public ResourceRegistry Resources { get; init; } = ResourceRegistry.Default();

    /// <summary>Tokens of service accounts; null makes a key that ends with the server.</summary>
    public ServiceAccountTokens? Tokens { get; init; }

    /// <summary>Null serves nothing under <c>/localpods</c>.</summary>
    public DaemonEndpoints? Daemon { get; init; }
}
