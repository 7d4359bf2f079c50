using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Probes;

/// <summary>
/// What one attempt of a probe asks, with names of ports and defaults of addresses already looked up. Closed: the nested
/// records are all the cases there are.
/// </summary>
public abstract record ProbeTarget
{
    private ProbeTarget()
    {
    }

    /// <summary>A command in the container.</summary>
    public sealed record Exec(ContainerId Container, ImmutableArray<string> Command) : ProbeTarget;

    /// <summary>A GET request.</summary>
    /// <param name="Scheme"><c>http</c> or <c>https</c>.</param>
    /// <param name="Host">Name or address to connect to.</param>
    /// <param name="Port">1 to 65535.</param>
    /// <param name="Path">Path and query as in the spec; a missing first slash is added.</param>
    /// <param name="Headers">The spec's, in order; a name may come more than once.</param>
    public sealed record Http(string Scheme, string Host, int Port, string Path, ImmutableArray<KeyValuePair<string, string>> Headers) : ProbeTarget;

    /// <summary>A connection, closed at once.</summary>
    public sealed record Tcp(string Host, int Port) : ProbeTarget;

    /// <summary>The standard gRPC health check, without TLS.</summary>
    /// <param name="Host">Name or address to connect to.</param>
    /// <param name="Port">1 to 65535.</param>
    /// <param name="Service">Whose health; empty is the whole server's.</param>
    public sealed record Grpc(string Host, int Port, string Service) : ProbeTarget;
}
