using LocalPods.Api.Core;

namespace LocalPods.Orchestrator.PodEnvironment;

/// <summary>Where the config maps and secrets are that pods refer to. May be asked from any thread, and never waits.</summary>
internal interface IConfigSource
{
    /// <summary>As it is now; null when there is none.</summary>
    ConfigMap? FindConfigMap(string @namespace, string name);

    /// <summary>As it is now; null when there is none.</summary>
    Secret? FindSecret(string @namespace, string name);
}
