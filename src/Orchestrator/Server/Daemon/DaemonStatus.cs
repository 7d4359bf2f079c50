using LocalPods.Orchestrator.Probes;

namespace LocalPods.Orchestrator.Server.Daemon;

/// <summary>What the daemon says about itself, to <c>localpods status</c>.</summary>
/// <param name="Pid">Process id.</param>
/// <param name="Version">Of LocalPods.</param>
/// <param name="Instance">Name of the instance.</param>
/// <param name="Socket">Path it listens on.</param>
/// <param name="Https">Where other clients find it.</param>
/// <param name="Store">Path of the store, or a word for a store without a file.</param>
/// <param name="Engine">What runs the containers.</param>
/// <param name="Pods">Pods in the store.</param>
/// <param name="UptimeSeconds">Since the daemon started.</param>
/// <param name="Probes">How punctually probes were started.</param>
public sealed record DaemonStatus(
    int Pid, string Version, string Instance, string Socket, HttpsStatus Https, string Store, EngineStatus Engine, int Pods, long UptimeSeconds, ProbeStarts Probes);

/// <summary>Where the API is served for clients that cannot open a Unix socket.</summary>
/// <param name="Server">The address; null while it is not served.</param>
/// <param name="Message">Why it is not served; null when it is.</param>
public sealed record HttpsStatus(string? Server, string? Message);

/// <summary>What the daemon knows of its engine.</summary>
/// <param name="State"><c>available</c> or <c>unavailable</c>.</param>
/// <param name="Name">Null while no engine has answered.</param>
/// <param name="Version">Of the engine.</param>
/// <param name="ApiVersion">Agreed with it.</param>
/// <param name="Message">What is wrong; null when nothing is.</param>
public sealed record EngineStatus(string State, string? Name, string? Version, string? ApiVersion, string? Message)
{
    /// <summary>Whether pods have control groups of their own, in words; null while that is not known.</summary>
    public string? PodCgroups { get; init; }
}
