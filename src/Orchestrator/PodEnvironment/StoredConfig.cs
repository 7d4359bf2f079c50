using LocalPods.Api.Core;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.PodEnvironment;

/// <summary>Config maps and secrets of the store.</summary>
internal sealed class StoredConfig(IObjectStore store) : IConfigSource
{
    public const string ConfigMaps = "configmaps";
    public const string Secrets = "secrets";

    public ConfigMap? FindConfigMap(string @namespace, string name) => store.Find<ConfigMap>(new ObjectKey(ConfigMaps, @namespace, name));

    public Secret? FindSecret(string @namespace, string name) => store.Find<Secret>(new ObjectKey(Secrets, @namespace, name));
}
