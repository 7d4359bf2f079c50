using System.Text.Json;
using System.Text.Json.Nodes;
using LocalPods.Api.Merging;
using LocalPods.Api.Meta;
using LocalPods.Api.Validation;
using LocalPods.Orchestrator.Resources;
using LocalPods.Orchestrator.Server.Admission;
using LocalPods.Orchestrator.Server.Admission.PodSecurity;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Server.Registry;

/// <summary>
/// Creates, changes and deletes objects of any kind: rules of metadata, the kind's strategy, the store. Knows no HTTP.
/// Refusals are <see cref="ApiException"/>; a failing medium is <see cref="StoreException"/>.
/// </summary>
internal sealed partial class ObjectRegistry(IObjectStore store, TimeProvider clock, Random random, Func<Guid> newId, string nodeName)
{
    /// <summary>Tries of a write that somebody else's write overtook.</summary>
    private const int MostTries = 10;

    private const int MostGeneratedNames = 8;

    public IObjectStore Store { get; } = store;

    /// <summary>The node that pods are put on.</summary>
    public string NodeName { get; } = nodeName;

    /// <summary>Looks at every write just before it happens, and refuses it with an <see cref="ApiException"/>: the kind, what is to be stored, what is.</summary>
    public Action<ResourceDefinition, JsonObject, JsonObject?> Guard { get; init; } = static (_, _, _) => { };

    /// <summary>Sees to it that pods of a namespace find what they call the API with; false where they are given nothing for that.</summary>
    public Func<string, CancellationToken, Task<bool>> PrepareAccess { get; set; } = static (_, _) => Task.FromResult(false);

    /// <summary>The Pod Security Standard that is enforced in namespaces that do not say which.</summary>
    public PodSecurityLevel PodSecurity { get; init; }

    private AdmissionChain Plugins => field ??= AdmissionChain.Default(
        Store, random, clock, newId, (@namespace, cancellationToken) => PrepareAccess(@namespace, cancellationToken), PodSecurity);

    /// <summary>The same rules over what is stored, with a store that keeps what it is given to itself.</summary>
    public ObjectRegistry Trial() => new(new TrialStore(Store), clock, random, newId, NodeName) { Guard = Guard };

    /// <summary>What strategies may know at this moment.</summary>
    public AdmissionContext Admission() => new(clock.GetUtcNow(), NodeName)
    {
        NodeTrouble = Store.Get(new ObjectKey("nodes", "", NodeName)) is { } node ? NodeResource.Trouble(node.Document) : null,
    };

    public StoredObject Get(ResourceDefinition definition, string? @namespace, string name) =>
        definition.AsServed(Store.Get(Key(definition, @namespace, name)) ?? throw ApiErrors.NotFound(definition.Names, name));

    /// <summary>Adds an object.</summary>
    /// <param name="definition">Of the kind.</param>
    /// <param name="namespace">Null for a kind of the whole cluster.</param>
    /// <param name="content">The object as sent; the registry changes it.</param>
    /// <param name="origin">Who wants it, and how.</param>
    /// <param name="cancellationToken">Abandons the wait; the object may still be created.</param>
    public Task<StoredObject> CreateAsync(
        ResourceDefinition definition, string? @namespace, JsonObject content, WriteOrigin origin, CancellationToken cancellationToken) =>
        CreateAsync(definition, @namespace, content, created => Ownership.OfCreated(definition, content, created, origin, clock.GetUtcNow()), origin.DryRun, cancellationToken);

    private async Task<StoredObject> CreateAsync(
        ResourceDefinition definition,
        string? @namespace,
        JsonObject content,
        Func<JsonObject, FieldOwners> owners,
        bool dryRun,
        CancellationToken cancellationToken)
    {
        if (definition.TakesNoneBecause is { } because)
        {
            throw ApiErrors.MethodNotAllowed(because);
        }

        if (ObjectMetadata.Of(content).Text("resourceVersion") is { Length: > 0 })
        {
            throw ApiErrors.BadRequest("resourceVersion should not be set on objects to be created");
        }

        ObjectMetadata.SetNamespace(content, definition.Names, @namespace);
        CheckNamespace(definition, @namespace, ObjectMetadata.Name(content));
        var generated = Generated(content);
        for (var attempt = 1; ; attempt++)
        {
            using var request = await PrepareAsync(definition, content, generated, dryRun, cancellationToken);
            var prepared = request.Content;
            var key = Key(definition, @namespace, ObjectMetadata.Name(prepared));
            if (Store.Get(key) is { } taken)
            {
                if (generated is null || attempt == MostGeneratedNames)
                {
                    throw ApiErrors.AlreadyExists(definition.Names, key.Name, ObjectMetadata.IsDeleting(taken.ToJsonObject()));
                }

                continue;
            }

            owners(request.Asked).Attach(prepared);
            if (dryRun)
            {
                return Unstored(key, prepared);
            }

            try
            {
                return definition.AsServed(await Store.CreateAsync(key, definition.AsStored(prepared), definition.TimeToLive, cancellationToken));
            }
            catch (StoreException e) when (e.Failure == StoreFailure.AlreadyExists)
            {
                if (generated is null || attempt == MostGeneratedNames)
                {
                    throw ApiErrors.AlreadyExists(definition.Names, key.Name, terminating: false);
                }
            }
        }
    }

    private static ObjectKey Key(ResourceDefinition definition, string? @namespace, string name) =>
        new(definition.StoredAs, @namespace ?? "", name);

    /// <summary>The prefix to make a name from; null when the object has a name.</summary>
    private static string? Generated(JsonObject content) =>
        ObjectMetadata.Name(content).Length == 0 && ObjectMetadata.Of(content).Text("generateName") is { Length: > 0 } prefix ? prefix : null;

    // Defaults, what admission changes, the defaults of that, the rules of the kind, admission's own.
    private async ValueTask<AdmissionRequest> PrepareAsync(
        ResourceDefinition definition, JsonObject content, string? generated, bool dryRun, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var prepared = content.DeepClone().AsObject();
        if (generated is not null)
        {
            ObjectMetadata.Of(prepared)["name"] = ObjectMetadata.Generate(generated, random);
        }

        ObjectMetadata.PrepareForCreate(prepared, newId(), definition.TracksGeneration, now);
        var context = new AdmissionContext(now, NodeName);
        var request = new AdmissionRequest(definition, definition.PrepareForCreate(prepared, context), null) { DryRun = dryRun };
        try
        {
            await AdmitAsync(request, changed => definition.PrepareForCreate(changed, context), definition.Validate, cancellationToken);
            Guard(definition, request.Content, null);
            return request;
        }
        catch
        {
            request.Dispose();
            throw;
        }
    }

    private async ValueTask AdmitAsync(
        AdmissionRequest request, Func<JsonObject, JsonObject> prepare, Func<JsonObject, ImmutableArray<FieldError>> check, CancellationToken cancellationToken)
    {
        await Plugins.MutateAsync(request, cancellationToken);
        if (request.Changed)
        {
            request.Settle(prepare(request.Content));
        }

        Refuse(request.Definition, request.Content, check(request.Content));
        await Plugins.ValidateAsync(request, cancellationToken);
    }

    /// <summary>Refuses new content where there is no namespace for it.</summary>
    /// <exception cref="ApiException">404: there is no such namespace; 403: it is going away.</exception>
    private void CheckNamespace(ResourceDefinition definition, string? @namespace, string name)
    {
        if (@namespace is null)
        {
            return;
        }

        var found = Get(NamespaceResource.Instance, null, @namespace);
        if (JsonFields.At(found.Document, "metadata.deletionTimestamp").ValueKind == JsonValueKind.String)
        {
            var because = $"unable to create new content in namespace {@namespace} because it is being terminated";
            throw ApiErrors.Forbidden(definition.Names, name, because, new StatusCause
            {
                Reason = "NamespaceTerminating",
                Field = "metadata.namespace",
                Message = $"namespace {@namespace} is being terminated",
            });
        }
    }

    private static void Refuse(ResourceDefinition definition, JsonObject content, ImmutableArray<FieldError> faults)
    {
        if (!faults.IsEmpty)
        {
            throw new ApiException(InvalidStatus.Of(definition.Names.Kind, definition.Names.Group, ObjectMetadata.Name(content), faults));
        }
    }

    /// <summary>An object as it would be stored, without a revision.</summary>
    private static StoredObject Unstored(ObjectKey key, JsonObject content) => new(key, 0, JsonText.OfTree(content));
}
