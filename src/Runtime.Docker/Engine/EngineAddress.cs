namespace LocalPods.Runtime.Docker.Engine;

/// <summary>Where an engine listens. Closed: the nested records are all the cases there are.</summary>
internal abstract record EngineAddress
{
    public const string DefaultSocket = "/var/run/docker.sock";

    private EngineAddress()
    {
    }

    public sealed record UnixSocket(string Path) : EngineAddress
    {
        public override string ToString() => $"unix://{Path}";
    }

    /// <summary>An engine across a network.</summary>
    /// <param name="Host">Name or address.</param>
    /// <param name="Port">Of the engine.</param>
    /// <param name="Tls">Null talks in the clear.</param>
    public sealed record Tcp(string Host, int Port, TlsMaterial? Tls) : EngineAddress
    {
        public override string ToString() => $"tcp://{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}";
    }

    /// <summary>Reads an address as the docker command writes it: <c>unix:///path</c>, <c>tcp://host:port</c>.</summary>
    /// <param name="text">The address.</param>
    /// <param name="tls">Used by tcp addresses; null talks in the clear.</param>
    /// <exception cref="ContainerRuntimeException"><see cref="RuntimeFailure.Refused"/>: what is wrong with it.</exception>
    public static EngineAddress Parse(string text, TlsMaterial? tls)
    {
        if (text.StartsWith("unix://", StringComparison.Ordinal))
        {
            var path = text["unix://".Length..];
            return path.StartsWith('/') ? new UnixSocket(path) : throw Unusable(text, "a socket needs an absolute path, as in unix:///var/run/docker.sock");
        }

        if (text.StartsWith("tcp://", StringComparison.Ordinal) || text.StartsWith("https://", StringComparison.Ordinal) || text.StartsWith("http://", StringComparison.Ordinal))
        {
            if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Host.Length == 0 || uri.PathAndQuery.Length > 1)
            {
                throw Unusable(text, "it should look like tcp://host:2375");
            }

            var secured = tls ?? (uri.Scheme == "https" ? new TlsMaterial(null, Verify: true) : null);
            var written = text.AsSpan(text.IndexOf("://", StringComparison.Ordinal) + 3).LastIndexOf(':') > text.AsSpan(text.IndexOf("://", StringComparison.Ordinal) + 3).LastIndexOf(']');
            var port = uri.Port > 0 && written ? uri.Port : secured is null ? 2375 : 2376;
            return new Tcp(uri.Host.Trim('[', ']'), port, secured);
        }

        throw Unusable(text, text.StartsWith("ssh://", StringComparison.Ordinal)
            ? "ssh is not spoken here; forward the engine's socket (ssh -L /tmp/docker.sock:/var/run/docker.sock) and use unix:///tmp/docker.sock"
            : "only unix:// and tcp:// are spoken here");
    }

    private static ContainerRuntimeException Unusable(string text, string why) =>
        new(RuntimeFailure.Refused, $"engine address \"{text}\": {why}");
}

/// <summary>How a tcp connection is secured.</summary>
/// <param name="Folder">Holds <c>ca.pem</c>, <c>cert.pem</c> and <c>key.pem</c>, each optional; null uses the system's authorities.</param>
/// <param name="Verify">Whether the engine's certificate is checked.</param>
internal sealed record TlsMaterial(string? Folder, bool Verify);
