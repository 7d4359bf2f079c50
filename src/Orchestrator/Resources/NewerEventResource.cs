using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using LocalPods.Api.Events;
using LocalPods.Api.Meta;
using LocalPods.Api.Serialization;
using LocalPods.Api.Validation;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Resources;

/// <summary>Events as the group <c>events.k8s.io</c> shows them: the same objects as those of the core group, with newer names for some fields.</summary>
public sealed class NewerEventResource : ResourceDefinition<Event>
{
    private static readonly FrozenDictionary<string, string> s_newer = new Dictionary<string, string>
    {
        ["involvedObject"] = "regarding",
        ["message"] = "note",
        ["source"] = "deprecatedSource",
        ["firstTimestamp"] = "deprecatedFirstTimestamp",
        ["lastTimestamp"] = "deprecatedLastTimestamp",
        ["count"] = "deprecatedCount",
        ["reportingComponent"] = "reportingController",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> s_older = s_newer.ToFrozenDictionary(n => n.Value, n => n.Key, StringComparer.Ordinal);

    private readonly EventResource _core;
    private readonly ConditionalWeakTable<StoredObject, StoredObject> _served = [];

    /// <param name="core">The events themselves.</param>
    public NewerEventResource(EventResource core)
        : base(new("events.k8s.io", "v1", "events", "event", "Event", Namespaced: true) { ShortNames = ["ev"] }) =>
        _core = core;

    public override string StoredAs => _core.StoredAs;

    public override TimeSpan? TimeToLive => _core.TimeToLive;

    public override bool HasStatus => false;

    public override bool CreatesOnUpdate => true;

    public override ImmutableArray<string> SelectableFields { get; } =
    [
        "regarding.kind", "regarding.namespace", "regarding.name", "regarding.uid", "regarding.apiVersion", "regarding.resourceVersion", "regarding.fieldPath",
        "reason", "reportingController", "type",
    ];

    public override ImmutableArray<TableColumnDefinition> Columns => _core.Columns;

    public override StoredObject AsServed(StoredObject stored) => _served.GetValue(stored, View);

    public override JsonObject AsStored(JsonObject content) => Renamed(content, _core.Names, s_older);

    protected override TableCells Cells(Event value, DateTimeOffset now) => _core.Row(ToCore(value), now);

    protected override ImmutableArray<FieldError> Validate(Event value) => EventValidation.ValidateNewer(ToCore(value));

    protected override ImmutableArray<FieldError> ValidateUpdate(Event value, Event existing) => EventValidation.Validate(ToCore(value));

    private LocalPods.Api.Core.Event ToCore(Event value) => ApiJson.FromJson<LocalPods.Api.Core.Event>(AsStored(ApiJson.ToJson(value)));

    private StoredObject View(StoredObject stored) =>
        new(stored.Key, stored.Revision, new RevisionJsonWriter().Write(Renamed(stored.ToJsonObject(), Names, s_newer), stored.Revision));

    private static JsonObject Renamed(JsonObject content, ResourceNames names, FrozenDictionary<string, string> newNames)
    {
        var renamed = new JsonObject { ["kind"] = names.Kind, ["apiVersion"] = names.ApiVersion };
        foreach (var (name, value) in content.Where(m => m.Key is not ("kind" or "apiVersion")))
        {
            renamed[newNames.GetValueOrDefault(name, name)] = value?.DeepClone();
        }

        return renamed;
    }
}
