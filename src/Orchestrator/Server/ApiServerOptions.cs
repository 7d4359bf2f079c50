using LocalPods.Orchestrator.Server.Access;
using LocalPods.Orchestrator.Server.Admission.PodSecurity;

namespace LocalPods.Orchestrator.Server;

/// <summary>Where and as what the server presents itself.</summary>
public sealed record ApiServerOptions
{
    /// <summary>
    /// Path of the Unix socket. Its folder is made if missing, for this user only. A socket file that is already there is replaced:
    /// the caller makes sure that no other server of the instance runs.
    /// </summary>
    public required string SocketPath { get; init; }

    /// <summary>Null serves the socket only.</summary>
    public HttpsOptions? Https { get; init; }

    /// <summary>The node that new pods are put on.</summary>
    public required string NodeName { get; init; }

    /// <summary>The Pod Security Standard that is enforced in namespaces that do not say which.</summary>
    public PodSecurityLevel PodSecurity { get; init; }

    /// <summary>Of LocalPods.</summary>
    public string Version { get; init; } = "0.1.0";

    /// <summary>Where volumes for claims are made; null makes none, and serves no class of storage from the start.</summary>
    public string? VolumeFolder { get; init; }

    /// <summary>How long open requests may go on after the server was told to stop.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(2);
}
