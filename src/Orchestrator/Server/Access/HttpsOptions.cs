namespace LocalPods.Orchestrator.Server.Access;

/// <summary>How the API is served to clients that cannot open a Unix socket.</summary>
public sealed record HttpsOptions
{
    /// <summary>Holds the certificates, in <c>pki</c>, and the port of the last start, in <c>https-port</c>. Exists.</summary>
    public required string Folder { get; init; }

    /// <summary>Names the authority.</summary>
    public required string Instance { get; init; }

    /// <summary>On 127.0.0.1; null is the port of the last start, or a free one at the first.</summary>
    public int? Port { get; init; }
}
