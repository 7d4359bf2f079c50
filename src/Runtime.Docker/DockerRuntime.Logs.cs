using System.Runtime.CompilerServices;
using LocalPods.Runtime.Docker.Containers;
using LocalPods.Runtime.Docker.Streams;

namespace LocalPods.Runtime.Docker;

public sealed partial class DockerRuntime
{
    public async IAsyncEnumerable<LogEntry> ReadLogsAsync(ContainerId id, LogOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var doing = $"read the log of container {id}";
        var seen = await _engine.FindContainerAsync(id.Value, doing, cancellationToken)
            ?? throw new ContainerRuntimeException(RuntimeFailure.NotFound, $"{doing}: no such container");
        using var response = await _engine.OpenLogsAsync(id.Value, options, doing, cancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var log = new LogReader(body, ContainerFacts.From(seen).Tty);
        while (true)
        {
            LogEntry? entry;
            try
            {
                entry = await log.ReadAsync(cancellationToken);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested && _engine.Translate(e, doing) is { } failure)
            {
                throw failure;
            }

            if (entry is not { } one)
            {
                yield break;
            }

            yield return one;
        }
    }
}
