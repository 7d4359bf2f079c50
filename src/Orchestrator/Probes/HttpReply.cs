namespace LocalPods.Orchestrator.Probes;

/// <summary>Whether a request was answered at all.</summary>
internal enum HttpReply
{
    /// <summary>No connection, no time, or no end of redirects.</summary>
    None,

    /// <summary>By a server that speaks HTTP where HTTPS was asked for.</summary>
    WithoutTls,

    /// <summary>Whatever it says.</summary>
    Some,
}
