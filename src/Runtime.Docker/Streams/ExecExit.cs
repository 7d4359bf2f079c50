using LocalPods.Runtime.Docker.Engine;
using LocalPods.Runtime.Docker.Engine.Wire;

namespace LocalPods.Runtime.Docker.Streams;

/// <summary>
/// Finds the exit code of an exec whose output has ended. The engine may still say that it runs, for a moment or, where a
/// command closed its outputs, for long; then its event is waited for, and nothing is asked again and again.
/// </summary>
internal sealed class ExecExit(EngineClient engine, string execId, ContainerId container)
{
    private string Doing => $"read the exit code of an exec in container {container}";

    /// <summary>Waits until the exec has ended.</summary>
    /// <exception cref="ContainerRuntimeException">Nobody knows its exit code.</exception>
    public async Task<int> GetCodeAsync(CancellationToken cancellationToken)
    {
        if (await EndedAsync(cancellationToken) is { } code)
        {
            return code;
        }

        using var events = await engine.OpenEventsAsync(["container"], ["exec_die"], container.Value, cancellationToken);
        if (await EndedAsync(cancellationToken) is { } meanwhile)
        {
            return meanwhile; // it ended before the stream was open
        }

        await foreach (var one in events.ReadAsync(cancellationToken))
        {
            if (one.Actor.Attribute("execID") == execId)
            {
                return await EndedAsync(cancellationToken) ?? CodeOf(one);
            }
        }

        throw Unknown();
    }

    /// <summary>Null while it runs.</summary>
    private async Task<int?> EndedAsync(CancellationToken cancellationToken)
    {
        var seen = await engine.InspectExecAsync(execId, Doing, cancellationToken);
        return seen.Running ? null : seen.ExitCode ?? throw Unknown();
    }

    private int CodeOf(EngineEvent died) => int.TryParse(died.Actor.Attribute("exitCode"), out var code) ? code : throw Unknown();

    private ContainerRuntimeException Unknown() => new(RuntimeFailure.Unavailable, $"{Doing}: the engine does not know it");
}
