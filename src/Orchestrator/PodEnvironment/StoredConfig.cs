using LocalPods.Api.Core;
using LocalPods.Api.Meta;
using LocalPods.Api.Serialization;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.PodEnvironment;

/// <summary>Config maps and secrets of the store.</summary>
internal sealed class StoredConfig(IObjectStore store) : IConfigSource
{
    public const string ConfigMaps = "configmaps";
    public const string Secrets = "secrets";

    public ConfigMap? FindConfigMap(string @namespace, string name) => Find<ConfigMap>(ConfigMaps, @namespace, name);

    public Secret? FindSecret(string @namespace, string name) => Find<Secret>(Secrets, @namespace, name);

    private T? Find<T>(string resource, string @namespace, string name)
        where T : class, IKubernetesObject =>
        store.Get(new ObjectKey(resource, @namespace, name)) is { } stored ? ApiJson.FromJson<T>(stored.Json.Span) : null;
}
