using LocalPods.Api.Core;
using LocalPods.Orchestrator.PodEnvironment;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Pods;

/// <summary>Describes a pod's sandbox to the engine (spec 2.1).</summary>
internal static class SandboxConfigs
{
    /// <summary>Describes one sandbox, ready to be run.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="attempt">As in <see cref="SandboxConfig.Attempt"/>.</param>
    /// <param name="readResolvConf">The node's resolv.conf.</param>
    /// <exception cref="ContainerConfigException">The spec asks for what cannot be.</exception>
    public static SandboxConfig Make(Pod pod, int attempt, Func<string> readResolvConf)
    {
        var spec = pod.Spec;
        if (spec.HostUsers == false)
        {
            throw new ContainerConfigException("the container engine does not support user namespaces of pods (spec.hostUsers: false)");
        }

        return new SandboxConfig
        {
            Pod = pod.Identity,
            Attempt = attempt,
            Hostname = spec.HostNetwork == true ? "" : Hostnames.Of(pod),
            Labels = pod.Metadata.Labels ?? ImmutableSortedDictionary<string, string>.Empty,
            Annotations = pod.Metadata.Annotations ?? ImmutableSortedDictionary<string, string>.Empty,
            Dns = ResolvConf.For(spec, readResolvConf),
            Ports = spec.HostNetwork == true ? [] : HostPorts.Of(spec),
            Namespaces = Namespaces(spec),
            Security = SecurityMapping.ForSandbox(spec),
            Sysctls = spec.SecurityContext?.Sysctls is { IsEmpty: false } sysctls
                ? sysctls.ToImmutableSortedDictionary(s => s.Name.Replace('/', '.'), s => s.Value, StringComparer.Ordinal)
                : ImmutableSortedDictionary<string, string>.Empty,
        };
    }

    public static NamespaceOptions Namespaces(PodSpec spec) => new()
    {
        HostNetwork = spec.HostNetwork == true,
        HostIpc = spec.HostIPC == true,
        HostPid = spec.HostPID == true,
        SharePid = spec.ShareProcessNamespace == true,
    };
}
