using LocalPods.Api.Core;
using LocalPods.Orchestrator.PodEnvironment;

namespace LocalPods.Orchestrator.Tests.Pods;

/// <summary>Config maps and secrets that a test makes up, in any namespace.</summary>
internal sealed class FixedConfig : IConfigSource
{
    private readonly Dictionary<string, ConfigMap> _maps = [];
    private readonly Dictionary<string, Secret> _secrets = [];

    /// <summary>What was looked up, in order: <c>namespace/name</c>.</summary>
    public List<string> Asked { get; } = [];

    public FixedConfig With(string name, ConfigMap map)
    {
        _maps.Add(name, map);
        return this;
    }

    public FixedConfig With(string name, Secret secret)
    {
        _secrets.Add(name, secret);
        return this;
    }

    public ConfigMap? FindConfigMap(string @namespace, string name)
    {
        Asked.Add($"{@namespace}/{name}");
        return _maps.GetValueOrDefault(name);
    }

    public Secret? FindSecret(string @namespace, string name)
    {
        Asked.Add($"{@namespace}/{name}");
        return _secrets.GetValueOrDefault(name);
    }
}
