using LocalPods.Api.Core;
using LocalPods.Api.History;
using LocalPods.Api.Quantities;
using LocalPods.Orchestrator.Pods;
using LocalPods.Orchestrator.Probes;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Explaining;

/// <summary>All that is known of a pod at one moment. What could not be had is missing, and <see cref="NotKnown"/> says so.</summary>
internal sealed record PodEvidence
{
    /// <summary>With the status as last reported.</summary>
    public required Pod Pod { get; init; }

    public required DateTimeOffset Now { get; init; }

    /// <summary>The node that runs pods here.</summary>
    public required string NodeName { get; init; }

    /// <summary>What the node has for all its pods, by resource; empty when that is not known.</summary>
    public ImmutableSortedDictionary<string, Quantity> Allocatable { get; init; } = ImmutableSortedDictionary<string, Quantity>.Empty;

    /// <summary>What the engine held of the pod when the node last looked, which it does at every event; null when it does not answer.</summary>
    public RuntimePod? Seen { get; init; }

    /// <summary>Why the engine does not answer; null when it does.</summary>
    public string? EngineFailure { get; init; }

    /// <summary>About the pod, oldest first.</summary>
    public ImmutableArray<Event> Events { get; init; } = [];

    /// <summary>The containers that wait before they are tried again.</summary>
    public ImmutableArray<BackoffWait> Backoffs { get; init; } = [];

    public ImmutableArray<ProbeStanding> Probes { get; init; } = [];

    /// <summary>The record of its life, in the order of times.</summary>
    public ImmutableArray<HistoryEntry> History { get; init; } = [];

    /// <summary>The last lines of the instances that matter, by container, oldest first; containers whose log could not be read are missing.</summary>
    public ImmutableDictionary<string, ImmutableArray<string>> LastLines { get; init; } = ImmutableDictionary<string, ImmutableArray<string>>.Empty;

    /// <summary>What listens in the pod's network; null when that is not known.</summary>
    public ImmutableArray<NetworkListener>? Listeners { get; init; }

    /// <summary>First processes of running containers, by name.</summary>
    public ImmutableDictionary<string, MainProcess> Processes { get; init; } = ImmutableDictionary<string, MainProcess>.Empty;

    /// <summary>Images that the engine has; null when that is not known.</summary>
    public ImmutableArray<ImageStatus>? LocalImages { get; init; }

    /// <summary>Who else has one of this pod's host ports.</summary>
    public ImmutableArray<HostPortHolder> HostPortHolders { get; init; } = [];

    /// <summary>What could not be found out, and why.</summary>
    public ImmutableArray<string> NotKnown { get; init; } = [];

    /// <summary>The latest event with this reason and these words in its message; null when there is none.</summary>
    public Event? Latest(string reason, string? container = null, string words = "") => All(reason, container, words).LastOrDefault();

    /// <summary>An event with this reason, and these words in its message, that happened while this instance of the container lived; null when there is none.</summary>
    public Event? During(ContainerStateTerminated life, string reason, string container, string words = "") =>
        Between(life.StartedAt, life.FinishedAt, reason, container, words);

    private Event? Between(DateTimeOffset? start, DateTimeOffset? end, string reason, string container, string words)
    {
        // Times of events and statuses are whole seconds.
        var (from, to) = (start - TimeSpan.FromSeconds(1), end + TimeSpan.FromSeconds(1));
        var all = All(reason, container, words).ToArray();
        return all.LastOrDefault(e => e.LastTimestamp >= from && e.LastTimestamp <= to)
            ?? all.LastOrDefault(e => e.FirstTimestamp <= to && e.LastTimestamp >= from); // a repeated event tells of its first and last time only
    }

    /// <summary>
    /// The probe that had the node kill an instance of the container; null when none did. The event outlives the daemon, what the probes
    /// remember is exact.
    /// </summary>
    /// <param name="container">Which.</param>
    /// <param name="started">When the instance began.</param>
    /// <param name="ended">When it ended, or now.</param>
    public ProbeType? GaveUp(string container, DateTimeOffset? started, DateTimeOffset? ended) =>
        Between(started, ended, "Killing", container, "failed liveness probe") is not null ? ProbeType.Liveness
        : Between(started, ended, "Killing", container, "failed startup probe") is not null ? ProbeType.Startup
        : null;

    /// <summary>An instance of the container runs on the engine.</summary>
    public bool Runs(string container) => Newest(container)?.State == Runtime.ContainerState.Running;

    /// <summary>The running instance is on its way out: its preStop hook or its stop signal has come after its start.</summary>
    public bool IsBeingStopped(string container) =>
        Runs(container) && History.LastOrDefault(h => h.Container == container && h.Kind is (HistoryKind.ContainerStarted or HistoryKind.PreStopStarted or HistoryKind.TermSent)) is { Kind: not HistoryKind.ContainerStarted };

    /// <summary>The stop signal that the running instance was sent; null when it was not.</summary>
    public HistoryEntry? Told(string container) =>
        History.LastOrDefault(h => h.Container == container && h.Kind is (HistoryKind.TermSent or HistoryKind.ContainerStarted)) is { Kind: HistoryKind.TermSent } told ? told : null;

    /// <summary>Why the postStart hook of the running instance failed; null when it did not.</summary>
    public string? FailedHook(string container) => History.LastOrDefault(h =>
        h.Container == container && h.Kind is (HistoryKind.PostStartStarted or HistoryKind.PostStartEnded or HistoryKind.Exited)) is { Kind: HistoryKind.PostStartEnded, Detail: { } why } ? why : null;

    private IEnumerable<Event> All(string reason, string? container, string words) => Events.Where(e =>
        e.Reason == reason
        && (container is null || e.InvolvedObject.FieldPath?.Contains($"{{{container}}}", StringComparison.Ordinal) == true)
        && e.Message?.Contains(words, StringComparison.Ordinal) == true);

    /// <summary>When something began that has not ended; null when it has, or never began.</summary>
    /// <param name="container">Of which container.</param>
    /// <param name="began">Kind of its beginning.</param>
    /// <param name="ended">Kind of its end.</param>
    public DateTimeOffset? Since(string container, HistoryKind began, HistoryKind ended) =>
        History.LastOrDefault(h => h.Container == container && (h.Kind == began || h.Kind == ended || h.Kind == HistoryKind.Exited)) is { } last && last.Kind == began ? last.Time : null;

    public ProbeStanding? Standing(string container, ProbeType type) => Probes.FirstOrDefault(p => p.Container == container && p.Type == type);

    /// <summary>Null when the log could not be read.</summary>
    public ImmutableArray<string>? LinesOf(string container) => LastLines.TryGetValue(container, out var lines) ? lines : null;

    /// <summary>The newest instance of a container on the engine.</summary>
    public Runtime.ContainerStatus? Newest(string container) => Seen?.Containers.FirstOrDefault(c => c.Name == container);
}
