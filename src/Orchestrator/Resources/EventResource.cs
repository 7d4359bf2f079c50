using System.Text.Json;
using LocalPods.Api.Core;
using LocalPods.Api.Durations;
using LocalPods.Api.Meta;
using LocalPods.Api.Validation;

namespace LocalPods.Orchestrator.Resources;

/// <summary>Events: ordinary objects that the store drops an hour after their last write.</summary>
public sealed class EventResource : ResourceDefinition<Event>
{
    public EventResource()
        : base(new("", "v1", "events", "event", "Event", Namespaced: true) { ShortNames = ["ev"] })
    {
    }

    public override TimeSpan? TimeToLive { get; } = TimeSpan.FromHours(1);

    public override bool HasStatus => false;

    public override bool CreatesOnUpdate => true;

    public override ImmutableArray<string> SelectableFields { get; } =
    [
        "involvedObject.kind", "involvedObject.namespace", "involvedObject.name", "involvedObject.uid", "involvedObject.apiVersion",
        "involvedObject.resourceVersion", "involvedObject.fieldPath", "reason", "reportingComponent", "source", "type",
    ];

    public override ImmutableArray<TableColumnDefinition> Columns { get; } =
    [
        Column.Of("Last Seen", "string", "Time since it happened last."),
        Column.Of("Type", "string", "Normal or Warning."),
        Column.Of("Reason", "string", "What happened, in one word."),
        Column.Of("Object", "string", "The object it happened to."),
        Column.Wide("Subobject", "string", "The part of the object it happened to."),
        Column.Wide("Source", "string", "Who reports it."),
        Column.Of("Message", "string", "What happened."),
        Column.Wide("First Seen", "string", "Time since it happened first."),
        Column.Wide("Count", "string", "How often it happened."),
        Column.Wide("Name", "string", "Name of the event itself."),
    ];

    public override string ReadField(JsonElement document, string field) => field switch
    {
        "source" => base.ReadField(document, "source.component") is { Length: > 0 } source ? source : base.ReadField(document, "reportingComponent"),
        _ => base.ReadField(document, field),
    };

    internal TableCells Row(Event value, DateTimeOffset now) => Cells(value, now);

    protected override TableCells Cells(Event value, DateTimeOffset now)
    {
        var first = value.FirstTimestamp ?? value.EventTime;
        var last = value.Series?.LastObservedTime ?? value.LastTimestamp ?? first;
        var count = value.Series is { Count: { } more } ? more + 1 : value.Count is > 0 and { } given ? given : 1;
        var component = value.Source.Component ?? value.ReportingComponent;
        var host = value.Source.Host is { Length: > 0 } h ? $"{component}, {h}" : component;
        return new(
            ResourceAge.Since(last, now),
            value.Type,
            value.Reason,
            $"{value.InvolvedObject.Kind?.ToLowerInvariant()}/{value.InvolvedObject.Name}",
            value.InvolvedObject.FieldPath ?? "",
            host,
            value.Message?.Trim(),
            ResourceAge.Since(first, now),
            count,
            value.Metadata.Name);
    }

    protected override ImmutableArray<FieldError> Validate(Event value) => EventValidation.Validate(value);
}
