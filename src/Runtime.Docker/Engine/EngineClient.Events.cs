namespace LocalPods.Runtime.Docker.Engine;

// The event stream.
internal sealed partial class EngineClient
{
    /// <summary>How far back a new stream begins: the engine answers a moment before it really listens.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(1);

    /// <summary>Opens one event stream. The caller disposes it.</summary>
    /// <param name="types">Kinds of objects.</param>
    /// <param name="actions">What happened to them.</param>
    /// <param name="container">Only of this one; null for all.</param>
    /// <param name="cancellationToken">Abandons the wait.</param>
    public async Task<EngineEventStream> OpenEventsAsync(string[] types, string[] actions, string? container, CancellationToken cancellationToken)
    {
        var filters = container is null
            ? EngineFilters.Query(("type", types), ("event", actions))
            : EngineFilters.Query(("type", types), ("event", actions), ("container", [container]));
        var call = new EngineCall(HttpMethod.Get, $"/events?since={Seconds(_clock.GetUtcNow() - Overlap)}&{filters}", "watch the engine's events", Deadlines.OpenStream);
        return new EngineEventStream(await OpenAsync(call, cancellationToken), Address);
    }
}
