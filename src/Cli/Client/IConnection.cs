namespace LocalPods.Cli.Client;

/// <summary>One connection to an API server.</summary>
internal interface IConnection : IDisposable
{
    /// <summary>Bytes in and out, blocking. Reading at the end, or after <see cref="Abort"/>, returns zero or throws an <see cref="IOException"/>.</summary>
    Stream Stream { get; }

    /// <summary>The same connection for code that reads and writes at once; this object must not be used for bytes any more.</summary>
    Stream IntoDuplexStream();

    /// <summary>Cuts the connection from any thread.</summary>
    void Abort();
}
