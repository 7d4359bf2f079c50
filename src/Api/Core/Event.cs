using System.Collections.Immutable;
using System.Text.Json.Serialization;
using LocalPods.Api.Meta;
using LocalPods.Api.Serialization;

namespace LocalPods.Api.Core;

/// <summary>Something that happened to an object, kept for an hour.</summary>
public sealed record Event : IKubernetesObject
{
    /// <summary>Group and version of the schema this object is written in; always <c>v1</c>.</summary>
    public string ApiVersion { get => field ?? "v1"; init; }

    /// <summary>Name of the kind; always <c>Event</c>.</summary>
    public string Kind { get => field ?? "Event"; init; }

    /// <summary>Name, labels and bookkeeping.</summary>
    public ObjectMeta Metadata { get => field ??= new(); init; }

    /// <summary>The object it happened to.</summary>
    public ObjectReference InvolvedObject { get => field ??= new(); init; }

    /// <summary>Why or what, in one word, such as Killing.</summary>
    public string? Reason { get; init; }

    /// <summary>What happened, for people.</summary>
    public string? Message { get; init; }

    /// <summary>Who reports it, in the older form.</summary>
    public EventSource Source { get => field ??= new(); init; }

    /// <summary>When it happened first.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public DateTimeOffset? FirstTimestamp { get; init; }

    /// <summary>When it happened last.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public DateTimeOffset? LastTimestamp { get; init; }

    /// <summary>How often it happened.</summary>
    public int? Count { get; init; }

    /// <summary>Normal or Warning.</summary>
    public string? Type { get; init; }

    /// <summary>When it happened, to the microsecond; null in the older form.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never), JsonConverter(typeof(MicroTimeConverter))]
    public DateTimeOffset? EventTime { get; init; }

    /// <summary>The repetitions, in the newer form.</summary>
    public EventSeries? Series { get; init; }

    /// <summary>What was done about it.</summary>
    public string? Action { get; init; }

    /// <summary>A second object that took part.</summary>
    public ObjectReference? Related { get; init; }

    /// <summary>Name of the controller that reports it.</summary>
    public string ReportingComponent { get => field ?? ""; init; }

    /// <summary>Which running copy of the controller reports it.</summary>
    public string ReportingInstance { get => field ?? ""; init; }
}

/// <summary>A list of events.</summary>
public sealed record EventList : IKubernetesList<Event>
{
    /// <summary>Group and version of the schema this object is written in; always <c>v1</c>.</summary>
    public string ApiVersion { get => field ?? "v1"; init; }

    /// <summary>Name of the kind; always <c>EventList</c>.</summary>
    public string Kind { get => field ?? "EventList"; init; }

    /// <summary>The list's version and paging.</summary>
    public ListMeta Metadata { get => field ??= new(); init; }

    /// <summary>The events.</summary>
    public ImmutableArray<Event> Items { get => field.OrEmpty(); init; }
}

/// <summary>Who reports an event.</summary>
public sealed record EventSource
{
    /// <summary>Name of the component.</summary>
    public string? Component { get; init; }

    /// <summary>Node the component runs on.</summary>
    public string? Host { get; init; }
}

/// <summary>Repetitions of an event.</summary>
public sealed record EventSeries
{
    /// <summary>How often it has happened so far.</summary>
    public int? Count { get; init; }

    /// <summary>When it happened last.</summary>
    [JsonConverter(typeof(MicroTimeConverter))]
    public DateTimeOffset? LastObservedTime { get; init; }
}
