using System.Collections.Immutable;
using System.Text.Json.Serialization;
using LocalPods.Api.Core;
using LocalPods.Api.Meta;
using LocalPods.Api.Serialization;

namespace LocalPods.Api.Events;

/// <summary>Something that happened to an object, in the newer form; the same events as those of the core group.</summary>
public sealed record Event : IKubernetesObject
{
    /// <summary>Group and version of the schema this object is written in; always <c>events.k8s.io/v1</c>.</summary>
    public string ApiVersion { get => field ?? "events.k8s.io/v1"; init; }

    /// <summary>Name of the kind; always <c>Event</c>.</summary>
    public string Kind { get => field ?? "Event"; init; }

    /// <summary>Name, labels and bookkeeping.</summary>
    public ObjectMeta Metadata { get => field ??= new(); init; }

    /// <summary>When it happened first, to the microsecond.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never), JsonConverter(typeof(MicroTimeConverter))]
    public DateTimeOffset? EventTime { get; init; }

    /// <summary>The repetitions; absent for what happened once.</summary>
    public EventSeries? Series { get; init; }

    /// <summary>Name of the controller that reports it, such as kubernetes.io/kubelet.</summary>
    public string? ReportingController { get; init; }

    /// <summary>Which running copy of the controller reports it.</summary>
    public string? ReportingInstance { get; init; }

    /// <summary>What was done about it.</summary>
    public string? Action { get; init; }

    /// <summary>Why it was done, in one word.</summary>
    public string? Reason { get; init; }

    /// <summary>The object it happened to.</summary>
    public ObjectReference Regarding { get => field ??= new(); init; }

    /// <summary>A second object that took part.</summary>
    public ObjectReference? Related { get; init; }

    /// <summary>What happened, for people.</summary>
    public string? Note { get; init; }

    /// <summary>Normal or Warning.</summary>
    public string? Type { get; init; }

    /// <summary>Who reports it, in the older form.</summary>
    public EventSource DeprecatedSource { get => field ??= new(); init; }

    /// <summary>When it happened first, in the older form.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public DateTimeOffset? DeprecatedFirstTimestamp { get; init; }

    /// <summary>When it happened last, in the older form.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public DateTimeOffset? DeprecatedLastTimestamp { get; init; }

    /// <summary>How often it happened, in the older form.</summary>
    public int? DeprecatedCount { get; init; }
}

/// <summary>A list of events in the newer form.</summary>
public sealed record EventList : IKubernetesList<Event>
{
    /// <summary>Group and version of the schema this object is written in; always <c>events.k8s.io/v1</c>.</summary>
    public string ApiVersion { get => field ?? "events.k8s.io/v1"; init; }

    /// <summary>Name of the kind; always <c>EventList</c>.</summary>
    public string Kind { get => field ?? "EventList"; init; }

    /// <summary>The list's version and paging.</summary>
    public ListMeta Metadata { get => field ??= new(); init; }

    /// <summary>The events.</summary>
    public ImmutableArray<Event> Items { get => field.OrEmpty(); init; }
}
