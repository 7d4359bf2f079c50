using System.Runtime.CompilerServices;
using System.Text.Json;
using LocalPods.Runtime.Docker.Engine.Wire;

namespace LocalPods.Runtime.Docker.Engine;

/// <summary>Events as they happen.</summary>
internal sealed class EngineEventStream(HttpResponseMessage response, EngineAddress address) : IDisposable
{
    /// <summary>Goes on until the engine goes away.</summary>
    /// <exception cref="ContainerRuntimeException"><see cref="RuntimeFailure.Unavailable"/>: it went.</exception>
    public async IAsyncEnumerable<EngineEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        await using var events = JsonSerializer.DeserializeAsyncEnumerable(body, EngineJson.Default.EngineEvent, topLevelValues: true, cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        while (await MoveNextAsync(events, cancellationToken))
        {
            if (events.Current is { } one)
            {
                yield return one;
            }
        }

        throw new ContainerRuntimeException(RuntimeFailure.Unavailable, $"watch the engine's events: the engine at {address} ended the stream; it may be restarting");
    }

    public void Dispose() => response.Dispose();

    private async ValueTask<bool> MoveNextAsync(IAsyncEnumerator<EngineEvent?> events, CancellationToken cancellationToken)
    {
        try
        {
            return await events.MoveNextAsync();
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && EngineFailure.From(e, "watch the engine's events", address) is { } failure)
        {
            throw failure;
        }
    }
}
