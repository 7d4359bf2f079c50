using System.Text.Json.Nodes;
using LocalPods.Api.Meta;
using LocalPods.Api.Serialization;
using LocalPods.Orchestrator.Resources;
using LocalPods.Orchestrator.Server.Registry;

namespace LocalPods.Orchestrator.Server.Admission;

/// <summary>One write that is asked for. Disposed once it has happened, or will not.</summary>
/// <param name="definition">Of the object's kind.</param>
/// <param name="content">The object as it is to be.</param>
/// <param name="existing">As it is; null for a new one.</param>
internal sealed class AdmissionRequest(ResourceDefinition definition, JsonObject content, JsonObject? existing) : IDisposable
{
    public const string Create = "CREATE";
    public const string Update = "UPDATE";
    public const string Delete = "DELETE";

    private readonly List<Action> _whenOver = [];

    public ResourceDefinition Definition { get; } = definition;

    /// <summary>The object as it is to be.</summary>
    public JsonObject Content { get; private set; } = content;

    /// <summary>The object before anybody changed it: what its writer is the owner of.</summary>
    public JsonObject Asked { get; private set; } = content;

    /// <summary>As it is; null for a new one.</summary>
    public JsonObject? Existing { get; } = existing;

    public bool IsCreate => Existing is null;

    /// <summary>What is to happen to the object; when it is to be deleted, its content is what exists.</summary>
    public string Operation { get; init; } = existing is null ? Create : Update;

    /// <summary>Whether it is only tried.</summary>
    public bool DryRun { get; init; }

    /// <summary>Whether somebody changed the object on the way.</summary>
    public bool Changed { get; private set; }

    public string Namespace => ObjectMetadata.Of(Content).Text("namespace") ?? "";

    public string Name => ObjectMetadata.Name(Content);

    public string Uid => ObjectMetadata.Of(Content).Text("uid") ?? "";

    /// <summary>Whether it is about a new object of a kind.</summary>
    public bool Creates(string qualified) => IsCreate && Definition.Names.Qualified == qualified;

    public T Read<T>()
        where T : class, IKubernetesObject => ApiJson.FromJson<T>(Content);

    /// <summary>Puts another object in the place of the one that was asked for.</summary>
    public void Replace<T>(T value)
        where T : class, IKubernetesObject
    {
        Content = Definition.Canonical(ApiJson.ToJson(value));
        Changed = true;
    }

    /// <summary>Puts another object in the place of the one that was asked for.</summary>
    public void Replace(JsonObject changed)
    {
        Content = Definition.Canonical(changed);
        Changed = true;
    }

    /// <summary>Takes over the object as its writer wants it, with its defaults and what the kind keeps.</summary>
    public void Ask(JsonObject content) => (Content, Asked, Changed) = (content, content, false);

    /// <summary>Takes over the object with its defaults filled in again.</summary>
    public void Settle(JsonObject content) => (Content, Changed) = (content, false);

    /// <summary>Has something done when the write has happened, or will not: by then readers of the store see it.</summary>
    public void WhenOver(Action action) => _whenOver.Add(action);

    public void Dispose() => _whenOver.ForEach(action => action());

    /// <summary>The refusal of this object.</summary>
    public ApiException Forbidden(string because) => ApiErrors.Forbidden(Definition.Names, Name, because);
}
