namespace LocalPods.Orchestrator.Server.Proxy;

/// <summary>What the name in a proxy's path says: <c>[scheme:]name[:port]</c>.</summary>
/// <param name="Scheme"><c>http</c> or <c>https</c>.</param>
/// <param name="Name">Of the object.</param>
/// <param name="Port">Number or name; empty when none is given.</param>
internal sealed record ProxyAddress(string Scheme, string Name, string Port)
{
    /// <summary>Null for what is none.</summary>
    public static ProxyAddress? Parse(string text) => text.Split(':') switch
    {
        [{ Length: > 0 } name] => new("http", name, ""),
        [{ Length: > 0 } name, var port] => new("http", name, port),
        ["" or "http", { Length: > 0 } name, var port] => new("http", name, port),
        ["https", { Length: > 0 } name, var port] => new("https", name, port),
        _ => null,
    };
}
