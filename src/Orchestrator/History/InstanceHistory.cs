using LocalPods.Api.History;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.History;

/// <summary>What the engine's status of an instance of a container tells of its life. Pure.</summary>
internal static class InstanceHistory
{
    /// <summary>Its creation, its start and its end, as far as they have come, by the engine's own times.</summary>
    public static IEnumerable<HistoryEntry> Of(ContainerStatus instance)
    {
        var about = new HistoryEntry(instance.CreatedAt, HistoryKind.ContainerCreated) { Container = instance.Name, Attempt = instance.Attempt };
        yield return about;
        if (instance.StartedAt is { } startedAt && instance.Error is null)
        {
            yield return about with { Time = startedAt, Kind = HistoryKind.ContainerStarted };
        }

        if (instance.FinishedAt is { } finishedAt)
        {
            yield return about with
            {
                Time = finishedAt,
                Kind = HistoryKind.Exited,
                Duration = finishedAt - instance.StartedAt,
                ExitCode = instance.ExitCode,
                Signal = instance.ExitCode is > 128 and <= 128 + 64 ? instance.ExitCode - 128 : null,
                Detail = instance.OomKilled ? "OOMKilled" : instance.Error,
            };
        }
    }
}
