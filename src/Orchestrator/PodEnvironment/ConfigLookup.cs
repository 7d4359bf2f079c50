using System.Text;
using LocalPods.Api.Core;

namespace LocalPods.Orchestrator.PodEnvironment;

/// <summary>
/// What one container reads of config maps and secrets while it is described. Each object is looked up once, so that all keys of
/// it are of one version. Not for two threads.
/// </summary>
/// <param name="source">Where they are.</param>
/// <param name="namespace">Of the pod.</param>
internal sealed class ConfigLookup(IConfigSource source, string @namespace)
{
    private readonly Dictionary<string, ConfigMap?> _maps = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Secret?> _secrets = new(StringComparer.Ordinal);

    /// <summary>All keys of a config map that are texts.</summary>
    /// <exception cref="ContainerConfigException">It is not there, and is not optional.</exception>
    public IEnumerable<KeyValuePair<string, string>> All(ConfigMapEnvSource reference) =>
        ConfigMap(reference.Name, reference.Optional)?.Data ?? ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>All keys of a secret.</summary>
    /// <exception cref="ContainerConfigException">It is not there, and is not optional.</exception>
    public IEnumerable<KeyValuePair<string, string>> All(SecretEnvSource reference) =>
        (Secret(reference.Name, reference.Optional)?.Data ?? ImmutableSortedDictionary<string, byte[]>.Empty)
            .Select(d => KeyValuePair.Create(d.Key, Text(d.Value)));

    /// <summary>One key; null when it is not there and need not be.</summary>
    /// <exception cref="ContainerConfigException">It is not there, and is not optional.</exception>
    public string? One(ConfigMapKeySelector reference) => ConfigMap(reference.Name, reference.Optional) switch
    {
        null => null,
        { Data: { } data } when data.TryGetValue(reference.Key, out var value) => value,
        _ => Missing(reference.Key, "ConfigMap", reference.Name, reference.Optional),
    };

    /// <summary>One key; null when it is not there and need not be.</summary>
    /// <exception cref="ContainerConfigException">It is not there, and is not optional.</exception>
    public string? One(SecretKeySelector reference) => Secret(reference.Name, reference.Optional) switch
    {
        null => null,
        { Data: { } data } when data.TryGetValue(reference.Key, out var value) => Text(value),
        _ => Missing(reference.Key, "Secret", reference.Name, reference.Optional),
    };

    private ConfigMap? ConfigMap(string name, bool? optional)
    {
        if (!_maps.TryGetValue(name, out var found))
        {
            _maps.Add(name, found = source.FindConfigMap(@namespace, name));
        }

        return found is not null || optional == true ? found : throw new ContainerConfigException($"configmap \"{name}\" not found");
    }

    private Secret? Secret(string name, bool? optional)
    {
        if (!_secrets.TryGetValue(name, out var found))
        {
            _secrets.Add(name, found = source.FindSecret(@namespace, name));
        }

        return found is not null || optional == true ? found : throw new ContainerConfigException($"secret \"{name}\" not found");
    }

    private string? Missing(string key, string kind, string name, bool? optional) =>
        optional == true ? null : throw new ContainerConfigException($"couldn't find key {key} in {kind} {@namespace}/{name}");

    private static string Text(byte[] value) => Encoding.UTF8.GetString(value);
}
