using System.Text.Json.Nodes;
using LocalPods.Api.Merging;
using LocalPods.Api.Meta;
using LocalPods.Api.Serialization;
using LocalPods.Api.Validation;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Resources;

/// <summary>A kind with a record in the object model.</summary>
/// <typeparam name="T">The record.</typeparam>
public abstract class ResourceDefinition<T>(ResourceNames names) : ResourceDefinition(names)
    where T : class, IKubernetesObject
{
    public sealed override KnownKind Known { get; } = new(names.ApiVersion, names.Kind, ApiJson.TypeInfo<T>);

    public sealed override ITypeSchema TypeSchema => field ??= ModelSchema.For(Known.Type);

    public sealed override TableCells Cells(StoredObject stored, DateTimeOffset now) => Cells(stored.Read<T>(), now);

    public sealed override JsonObject Canonical(JsonObject content) => ToJson(ApiJson.FromJson<T>(content));

    public sealed override JsonObject PrepareForCreate(JsonObject content, AdmissionContext context) =>
        ToJson(PrepareForCreate(ApiJson.FromJson<T>(content), context));

    public sealed override ImmutableArray<FieldError> Validate(JsonObject content) => Validate(ApiJson.FromJson<T>(content));

    public sealed override JsonObject PrepareForUpdate(JsonObject content, JsonObject existing, AdmissionContext context) =>
        ToJson(PrepareForUpdate(ApiJson.FromJson<T>(content), ApiJson.FromJson<T>(existing), context));

    public sealed override ImmutableArray<FieldError> ValidateUpdate(JsonObject content, JsonObject existing) =>
        ValidateUpdate(ApiJson.FromJson<T>(content), ApiJson.FromJson<T>(existing));

    public sealed override JsonObject PrepareForStatusUpdate(JsonObject content, JsonObject existing) =>
        ToJson(PrepareForStatusUpdate(ApiJson.FromJson<T>(content), ApiJson.FromJson<T>(existing)));

    public sealed override ImmutableArray<FieldError> ValidateStatusUpdate(JsonObject content, JsonObject existing) =>
        ValidateStatusUpdate(ApiJson.FromJson<T>(content), ApiJson.FromJson<T>(existing));

    public sealed override JsonObject PrepareForPartUpdate(string subresource, JsonObject content, JsonObject existing) =>
        ToJson(PrepareForPartUpdate(subresource, ApiJson.FromJson<T>(content), ApiJson.FromJson<T>(existing)));

    public sealed override ImmutableArray<FieldError> ValidatePartUpdate(string subresource, JsonObject content, JsonObject existing) =>
        ValidatePartUpdate(subresource, ApiJson.FromJson<T>(content), ApiJson.FromJson<T>(existing));

    protected abstract TableCells Cells(T value, DateTimeOffset now);

    protected virtual T PrepareForCreate(T value, AdmissionContext context) => value;

    protected virtual ImmutableArray<FieldError> Validate(T value) => [];

    protected virtual T PrepareForUpdate(T value, T existing, AdmissionContext context) => value;

    protected virtual ImmutableArray<FieldError> ValidateUpdate(T value, T existing) => Validate(value);

    protected virtual T PrepareForStatusUpdate(T value, T existing) => value;

    protected virtual ImmutableArray<FieldError> ValidateStatusUpdate(T value, T existing) => [];

    protected virtual T PrepareForPartUpdate(string subresource, T value, T existing) =>
        throw new System.Diagnostics.UnreachableException($"{Names.Plural} have no part {subresource}");

    protected virtual ImmutableArray<FieldError> ValidatePartUpdate(string subresource, T value, T existing) => [];

    // Kind and apiVersion come first, so that list items can leave them out by a prefix.
    private JsonObject ToJson(T value)
    {
        var written = ApiJson.ToJson(value);
        written.Remove("kind");
        written.Remove("apiVersion");
        written.Insert(0, "kind", Names.Kind);
        written.Insert(1, "apiVersion", Names.ApiVersion);
        return written;
    }
}
