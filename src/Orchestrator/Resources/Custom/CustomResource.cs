using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using LocalPods.Api.ApiExtensions;
using LocalPods.Api.Merging;
using LocalPods.Api.Meta;
using LocalPods.Api.Names;
using LocalPods.Api.Schemas;
using LocalPods.Api.Serialization;
using LocalPods.Api.Validation;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Resources.Custom;

/// <summary>
/// One version of a kind that a custom resource definition added. Objects are JSON throughout: pruned, completed and checked by the
/// structural schema of the version. They are kept in the storage version; of the others only the apiVersion differs.
/// </summary>
internal sealed class CustomResource : ResourceDefinition
{
    private readonly CustomResourceDefinitionVersion _version;
    private readonly JSONSchemaProps _schema;
    private readonly string _storedVersion;
    private readonly CustomColumns _columns;
    private volatile bool _terminating;
    private readonly TaskCompletionSource _withdrawn = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConditionalWeakTable<StoredObject, StoredObject> _served = [];

    /// <summary>Takes a version of a definition whose names are accepted.</summary>
    /// <param name="definition">With its accepted names.</param>
    /// <param name="version">One of its versions.</param>
    public CustomResource(CustomResourceDefinition definition, CustomResourceDefinitionVersion version)
        : base(NamesOf(definition, version.Name))
    {
        _version = version;
        _schema = version.Schema?.OpenAPIV3Schema ?? new JSONSchemaProps { Type = "object", XPreserveUnknownFields = true };
        _storedVersion = $"{Names.Group}/{definition.Spec.Versions.FirstOrDefault(v => v.Storage)?.Name ?? version.Name}";
        _columns = new(version.AdditionalPrinterColumns);
        Deprecation = version.Deprecated == true ? DeprecationOf(definition.Spec.Versions) : null;
        Known = new(Names.ApiVersion, Names.Kind, ApiJson.TypeInfo<PartialObjectMetadata>);
        SelectableFields = [.. version.SelectableFields.Select(f => f.JsonPath.TrimStart('.'))];
        Scale = version.Subresources?.Scale is { } scale
            ? new(scale.SpecReplicasPath.TrimStart('.'), scale.StatusReplicasPath.TrimStart('.'), string.IsNullOrEmpty(scale.LabelSelectorPath) ? null : scale.LabelSelectorPath.TrimStart('.'))
            : null;
    }

    public override KnownKind Known { get; }

    public override bool HasStatus => _version.Subresources?.Status is not null;

    public override ImmutableArray<string> SelectableFields { get; }

    public override ScalePaths? Scale { get; }

    public override ImmutableArray<Subresource> Subresources =>
        Scale is null ? [] : [new("scale", "Scale", "get", "patch", "update") { Group = "autoscaling", Version = "v1" }];

    public override bool TracksGeneration => true;

    public override bool ItemsCarryKind => true;

    public override bool TakesStrategicMerge => false;

    public override string? TakesNoneBecause => _terminating ? "create not allowed while custom resource definition is terminating" : null;

    public override Task Withdrawn => _withdrawn.Task;

    public override JsonObject Schema => ApiJson.ToJson(_schema);

    public override ImmutableArray<TableColumnDefinition> Columns => _columns.Definitions;

    public override string? Deprecation { get; }

    /// <summary>Whether the kind is going: objects are no longer created then.</summary>
    public bool IsTerminating
    {
        get => _terminating;
        set => _terminating = value;
    }

    /// <summary>Ends who still follows the kind as it was.</summary>
    public void Withdraw() => _withdrawn.TrySetResult();

    public override TableCells Cells(StoredObject stored, DateTimeOffset now) => _columns.Cells(stored, now);

    public override RequestBody Read(ReadOnlyMemory<byte> body, bool yaml, FieldValidation validation) =>
        RequestBody.Read(body, yaml, Known, validation, Decode);

    public override RequestBody ReadApplied(ReadOnlyMemory<byte> body, FieldValidation validation) =>
        RequestBody.ReadApplied(body, Known, validation, root => (Decode(root).Faults, (JsonObject)root.ToWholeJson()!));

    public override ITypeSchema TypeSchema => field ??= StructuralTypeSchema.ForObjects(_schema);

    public override StoredObject AsServed(StoredObject stored) => _served.GetValue(stored, View);

    public override JsonObject AsStored(JsonObject content)
    {
        if (Names.ApiVersion == _storedVersion)
        {
            return content;
        }

        var stored = content.DeepClone().AsObject();
        stored["apiVersion"] = _storedVersion;
        return stored;
    }

    public override JsonObject Canonical(JsonObject content)
    {
        var metadata = ApiJson.ToJson(ApiJson.FromJson<PartialObjectMetadata>(new JsonObject { ["metadata"] = content["metadata"]?.DeepClone() ?? new JsonObject() }))["metadata"];
        var written = new JsonObject { ["kind"] = Names.Kind, ["apiVersion"] = Names.ApiVersion, ["metadata"] = metadata?.DeepClone() };
        foreach (var (name, value) in content.Where(m => m.Key is not ("kind" or "apiVersion" or "metadata")))
        {
            written[name] = value?.DeepClone();
        }

        SchemaPruning.Prune(written, _schema);
        SchemaDefaulting.Apply(written, _schema);
        return written;
    }

    public override JsonObject PrepareForCreate(JsonObject content, AdmissionContext context)
    {
        if (HasStatus)
        {
            content.Remove("status");
        }

        return content;
    }

    public override ImmutableArray<FieldError> Validate(JsonObject content) => Faults(content, null);

    public override JsonObject PrepareForUpdate(JsonObject content, JsonObject existing, AdmissionContext context) => content;

    public override bool IsNewGeneration(JsonObject content, JsonObject existing) => !JsonNode.DeepEquals(Wished(content), Wished(existing));

    public override ImmutableArray<FieldError> ValidateUpdate(JsonObject content, JsonObject existing) => Faults(content, existing);

    // Nothing but the status is taken, not even labels.
    public override JsonObject PrepareForStatusUpdate(JsonObject content, JsonObject existing)
    {
        var changed = existing.DeepClone().AsObject();
        changed.Keep("status", content);
        return changed;
    }

    public override ImmutableArray<FieldError> ValidateStatusUpdate(JsonObject content, JsonObject existing) => Faults(content, existing);

    public override JsonObject PrepareForPartUpdate(string subresource, JsonObject content, JsonObject existing) =>
        throw new System.Diagnostics.UnreachableException($"{Names.Plural} have no part {subresource}");

    public override ImmutableArray<FieldError> ValidatePartUpdate(string subresource, JsonObject content, JsonObject existing) => [];

    private string DeprecationOf(ImmutableArray<CustomResourceDefinitionVersion> versions)
    {
        var better = versions.Where(v => v is { Served: true, Deprecated: not true } && VersionPriority.Instance.Compare(v.Name, _version.Name) < 0)
            .Select(v => v.Name).Order(VersionPriority.Instance).FirstOrDefault();
        return !string.IsNullOrEmpty(_version.DeprecationWarning) ? _version.DeprecationWarning
            : $"{Names.ApiVersion} {Names.Kind} is deprecated" + (better is null ? "" : $"; use {Names.Group}/{better} {Names.Kind}");
    }

    private static ResourceNames NamesOf(CustomResourceDefinition definition, string version)
    {
        var names = definition.Status.AcceptedNames;
        return new(definition.Spec.Group, version, names.Plural, names.Singular ?? "", names.Kind, definition.Spec.Scope == "Namespaced")
        {
            ShortNames = names.ShortNames,
            Categories = names.Categories,
            ListKind = names.ListKind ?? names.Kind + "List",
        };
    }

    private ImmutableArray<FieldError> Faults(JsonObject content, JsonObject? existing)
    {
        var errors = new FieldErrors();
        var metadata = MetadataOf(content);
        MetadataValidation.Validate(metadata, Names.Namespaced, ValidNames.Subdomain, errors);
        if (existing is not null)
        {
            MetadataValidation.ValidateUpdate(metadata, MetadataOf(existing), errors);
        }

        return [.. errors.ToImmutable(), .. SchemaValidator.Validate(_schema, content, existing)];
    }

    private static ObjectMeta MetadataOf(JsonObject content) =>
        ApiJson.FromJson<PartialObjectMetadata>(new JsonObject { ["metadata"] = content["metadata"]?.DeepClone() }).Metadata;

    // All but metadata, and but the status where it is served apart.
    private JsonObject Wished(JsonObject content)
    {
        var wished = content.DeepClone().AsObject();
        wished.Remove("metadata");
        if (HasStatus)
        {
            wished.Remove("status");
        }

        return wished;
    }

    private (ImmutableArray<Fault> Faults, JsonObject Json) Decode(SourceNode.Mapping root)
    {
        var json = (JsonObject)root.ToWholeJson()!;
        var pruned = SchemaPruning.Prune(json, _schema).Order(StringComparer.Ordinal).Select(path => new Fault(FaultKind.UnknownField, root.Position, $"unknown field \"{path}\"") { FieldPath = path });
        var header = StrictDecoder.Check(root, ApiJson.TypeInfo<PartialObjectMetadata>())
            .Where(f => f.FieldPath == "metadata" || f.FieldPath.StartsWith("metadata.", StringComparison.Ordinal) || f.FieldPath.StartsWith("metadata[", StringComparison.Ordinal));
        var twice = StrictDecoder.Check(root, ApiJson.TypeInfo<JsonElement>());
        return ([.. header.Where(f => f.Kind != FaultKind.DuplicateField), .. pruned, .. twice], json);
    }

    private StoredObject View(StoredObject stored)
    {
        var content = stored.ToJsonObject();
        var shown = content.DeepClone().AsObject();
        shown["apiVersion"] = Names.ApiVersion;
        SchemaPruning.Prune(shown, _schema);
        SchemaDefaulting.Apply(shown, _schema);
        return JsonNode.DeepEquals(content, shown) ? stored : new StoredObject(stored.Key, stored.Revision, new RevisionJsonWriter().Write(shown, stored.Revision));
    }
}
