using System.Text.Json.Serialization;

namespace LocalPods.Api.History;

/// <summary>One thing that happened in a pod's life.</summary>
/// <param name="Time">When: the engine's own times for what containers did, the daemon's for what it did itself. A probe's is when it was asked.</param>
/// <param name="Kind">What.</param>
public sealed record HistoryEntry(DateTimeOffset Time, HistoryKind Kind)
{
    /// <summary><see cref="Outcome"/> of a hook that had not returned when its time was over.</summary>
    public const string GivenUp = "GivenUp";

    /// <summary>Name of the container; null for what concerns the pod as a whole.</summary>
    public string? Container { get; init; }

    /// <summary>Which instance of the container, or of the sandbox, counted from 0; null where the order of times must tell.</summary>
    public int? Attempt { get; init; }

    /// <summary>
    /// Of something that ended: how long it took until <see cref="Time"/>. Of a probe: until its answer. Of a back-off or a
    /// stop signal: how long is waited from <see cref="Time"/> on.
    /// </summary>
    [JsonPropertyName("durationMs")]
    [JsonConverter(typeof(MillisecondsConverter))]
    public TimeSpan? Duration { get; init; }

    /// <summary>Of a process that ended.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The signal that ended the process, as its exit code tells.</summary>
    public int? Signal { get; init; }

    /// <summary>Of a probe: <c>Liveness</c>, <c>Readiness</c> or <c>Startup</c>.</summary>
    public string? Probe { get; init; }

    /// <summary>
    /// Of a probe: <c>Success</c>, <c>Warning</c>, <c>Failure</c> or <c>Error</c>. Of a preStop hook whose time ran out:
    /// <see cref="GivenUp"/>.
    /// </summary>
    public string? Outcome { get; init; }

    /// <summary>Of a process that lingers: the signal it was sent.</summary>
    public string? StopSignal { get; init; }

    /// <summary>A few words; see <see cref="HistoryKind"/>.</summary>
    public string? Detail { get; init; }

    /// <summary>When what this entry ends had begun.</summary>
    [JsonIgnore]
    public DateTimeOffset Began => Time - (Duration ?? TimeSpan.Zero);

    /// <summary>When what this entry begins will end, or did.</summary>
    [JsonIgnore]
    public DateTimeOffset Until => Time + (Duration ?? TimeSpan.Zero);
}
