namespace LocalPods.Cli.Client;

/// <summary>An answer that goes on: a log that is followed, a watch.</summary>
internal sealed class ApiStream(HttpConnection connection, Stream body) : IDisposable
{
    public Stream Body { get; } = body;

    /// <summary>Ends it from another thread: whoever reads sees the end, or an <see cref="IOException"/>.</summary>
    public void Abort() => connection.Abort();

    public void Dispose() => connection.Dispose();
}
