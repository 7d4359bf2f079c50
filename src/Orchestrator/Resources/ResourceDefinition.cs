using System.Text.Json;
using System.Text.Json.Nodes;
using LocalPods.Api.Merging;
using LocalPods.Api.Meta;
using LocalPods.Api.Serialization;
using LocalPods.Api.Validation;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Resources;

/// <summary>
/// Everything the API server knows about a kind: names, columns, selectable fields, subresources and the strategy of its
/// writes. The verbs are the same for all kinds and ask here. Objects come and go as JSON; a kind with a record in the object
/// model derives from <see cref="ResourceDefinition{T}"/>.
/// </summary>
public abstract class ResourceDefinition(ResourceNames names)
{
    private static readonly ImmutableArray<string> s_allVerbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

    public ResourceNames Names { get; } = names;

    /// <summary>What bodies are checked against.</summary>
    public abstract KnownKind Known { get; }

    /// <summary>How apply takes objects of the kind apart; a kind that does not say is taken apart by what its objects hold.</summary>
    public virtual ITypeSchema TypeSchema => UntypedSchema.Instance;

    /// <summary>Dotted paths of fields that the server fills in where a client leaves them out: then nobody owns them.</summary>
    public virtual ImmutableArray<string> AssignedFields => [];

    /// <summary>Where objects of the kind are in the store, as in <see cref="ObjectKey.Resource"/>. Kinds that show the same objects have the same place.</summary>
    public virtual string StoredAs => Names.Qualified;

    /// <summary>Verbs that are served, as discovery names them.</summary>
    public virtual ImmutableArray<string> Verbs => s_allVerbs;

    /// <summary>Whether there are objects of the kind in the store; one without is only asked and answered.</summary>
    public virtual bool IsStored => true;

    /// <summary>Whether <c>/status</c> is served, and the object itself keeps its status when written.</summary>
    public virtual bool HasStatus => true;

    /// <summary>Subresources besides <c>status</c>, for discovery.</summary>
    public virtual ImmutableArray<Subresource> Subresources => [];

    /// <summary>Fields besides name and namespace that a field selector may name.</summary>
    public virtual ImmutableArray<string> SelectableFields => [];

    public abstract ImmutableArray<TableColumnDefinition> Columns { get; }

    /// <summary>Whether <c>metadata.generation</c> counts changes of the spec.</summary>
    public virtual bool TracksGeneration => false;

    /// <summary>How long the store keeps an object after its last write; null for ever.</summary>
    public virtual TimeSpan? TimeToLive => null;

    /// <summary>Whether a PUT of an object that is not there creates it.</summary>
    public virtual bool CreatesOnUpdate => false;

    /// <summary>Whether messages must show nothing of the content of its objects.</summary>
    public virtual bool IsConfidential => false;

    /// <summary>Whether items of lists say their kind, as those of kinds that clients do not know beforehand.</summary>
    public virtual bool ItemsCarryKind => false;

    /// <summary>Whether the merge rules of the kind are known, which a strategic merge patch needs.</summary>
    public virtual bool TakesStrategicMerge => true;

    /// <summary>Why no new objects are taken just now; null when they are.</summary>
    public virtual string? TakesNoneBecause => null;

    /// <summary>What users of the version are warned of; null when it is not deprecated.</summary>
    public virtual string? Deprecation => null;

    /// <summary>Ends when the kind is no longer served like this; null for a kind that always is.</summary>
#pragma warning disable RCS1210 // no task at all: nothing has to be waited for beside the changes
    public virtual Task? Withdrawn => null;
#pragma warning restore RCS1210

    /// <summary>The published schema of a kind without a record in the object model; null where there is one.</summary>
    public virtual JsonObject? Schema => null;

    /// <summary>Where the number of replicas is found; null for a kind that cannot be scaled.</summary>
    public virtual ScalePaths? Scale => null;

    /// <summary>Reads a body as an object of the kind.</summary>
    public virtual RequestBody Read(ReadOnlyMemory<byte> body, bool yaml, FieldValidation validation) => RequestBody.Read(body, yaml, Known, validation);

    /// <summary>Reads a body as what somebody wants of an object of the kind.</summary>
    public virtual RequestBody ReadApplied(ReadOnlyMemory<byte> body, FieldValidation validation) => RequestBody.ReadApplied(body, Known, validation);

    /// <summary>An object as this version of the kind shows it.</summary>
    public virtual StoredObject AsServed(StoredObject stored) => stored;

    /// <summary>An object of this version as it is kept.</summary>
    public virtual JsonObject AsStored(JsonObject content) => content;

    /// <summary>A row of the table.</summary>
    /// <param name="stored">The object.</param>
    /// <param name="now">For ages.</param>
    public abstract TableCells Cells(StoredObject stored, DateTimeOffset now);

    /// <summary>The text of a selectable field; empty when it is not set.</summary>
    public virtual string ReadField(JsonElement document, string field) => JsonFields.Text(document, field);

    /// <summary>The object as the kind writes it: known fields only, in the kind's order.</summary>
    /// <exception cref="JsonException">A value has the wrong type.</exception>
    public abstract JsonObject Canonical(JsonObject content);

    /// <summary>Fills in what is not given. Status and metadata that clients may not set are already gone.</summary>
    public abstract JsonObject PrepareForCreate(JsonObject content, AdmissionContext context);

    /// <summary>Faults of a new object, empty when there are none.</summary>
    public abstract ImmutableArray<FieldError> Validate(JsonObject content);

    /// <summary>What the creator of an object should know although nothing is wrong with it.</summary>
    public virtual ImmutableArray<string> Warnings(JsonElement document, AdmissionContext context) => [];

    /// <summary>Fills in what is not given, and keeps what may not change silently.</summary>
    public abstract JsonObject PrepareForUpdate(JsonObject content, JsonObject existing, AdmissionContext context);

    /// <summary>Whether a change is one of what is wished for, which <c>metadata.generation</c> counts.</summary>
    public virtual bool IsNewGeneration(JsonObject content, JsonObject existing) => !JsonNode.DeepEquals(content["spec"], existing["spec"]);

    /// <summary>Faults of a changed object and of the change.</summary>
    public abstract ImmutableArray<FieldError> ValidateUpdate(JsonObject content, JsonObject existing);

    /// <summary>Keeps what a writer of the status may not change silently; spec and owners are kept already.</summary>
    public abstract JsonObject PrepareForStatusUpdate(JsonObject content, JsonObject existing);

    /// <summary>Faults of a changed status.</summary>
    public abstract ImmutableArray<FieldError> ValidateStatusUpdate(JsonObject content, JsonObject existing);

    /// <summary>The object with nothing changed but the piece that a subresource is for.</summary>
    /// <param name="subresource">One of <see cref="Subresources"/> that takes the whole object.</param>
    /// <param name="content">As sent.</param>
    /// <param name="existing">As stored.</param>
    public abstract JsonObject PrepareForPartUpdate(string subresource, JsonObject content, JsonObject existing);

    /// <summary>Faults of such a change.</summary>
    public abstract ImmutableArray<FieldError> ValidatePartUpdate(string subresource, JsonObject content, JsonObject existing);

    /// <summary>The grace an object gets before it is removed; null for a kind that is removed at once.</summary>
    /// <param name="document">The object.</param>
    /// <param name="requested">Seconds of the request; null when it named none.</param>
    public virtual long? DeletionGrace(JsonElement document, long? requested) => null;

    /// <summary>Whether there may be something left to stop: removing at once then leaves a trace that watchers see first.</summary>
    public virtual bool AnnouncesRemoval(JsonElement document) => false;

    /// <summary>Whether what belongs to an object stays when it is deleted by a request that does not say.</summary>
    public virtual bool OrphansDependents => false;

    /// <summary>Why an object may not be deleted by anybody; null when it may.</summary>
    public virtual string? ProtectedBecause(string name) => null;

    /// <summary>Whether others must finish before the object goes, besides those of <c>metadata.finalizers</c>.</summary>
    public virtual bool HoldsBack(JsonObject content) => false;

    /// <summary>Marks an object whose deletion was asked for, when deletionTimestamp is not all that changes.</summary>
    public virtual void MarkDeleting(JsonObject content)
    {
    }
}
