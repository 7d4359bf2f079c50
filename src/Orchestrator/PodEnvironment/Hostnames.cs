using LocalPods.Api.Core;

namespace LocalPods.Orchestrator.PodEnvironment;

/// <summary>A pod's host name and domain (spec 2.3).</summary>
internal static class Hostnames
{
    public const string ClusterDomain = "cluster.local";
    private const int Longest = 63;
    private const int LongestFqdn = 64;

    /// <summary>What <c>hostname</c> prints in the pod.</summary>
    public static string Of(Pod pod)
    {
        var host = Short(pod);
        if (pod.Spec.SetHostnameAsFQDN != true || Domain(pod) is not { Length: > 0 } domain)
        {
            return host;
        }

        var full = $"{host}.{domain}";
        return full.Length <= LongestFqdn
            ? full
            : throw new ContainerConfigException($"failed to construct FQDN from pod hostname and cluster domain, FQDN {full} is too long ({LongestFqdn} characters is the max, {full.Length} characters requested)");
    }

    /// <summary>Without the domain.</summary>
    public static string Short(Pod pod)
    {
        if (pod.Spec.HostnameOverride is { Length: > 0 } exact)
        {
            return exact; // the API lets it be as long as the kernel does
        }

        var name = pod.Spec.Hostname is { Length: > 0 } own ? own : pod.Metadata.Name ?? "";
        return name.Length <= Longest ? name : name[..Longest].TrimEnd('-', '.');
    }

    /// <summary>Empty when the pod has no subdomain.</summary>
    public static string Domain(Pod pod) =>
        string.IsNullOrEmpty(pod.Spec.HostnameOverride) && !string.IsNullOrEmpty(pod.Spec.Subdomain)
            ? $"{pod.Spec.Subdomain}.{pod.Metadata.Namespace}.svc.{ClusterDomain}"
            : "";
}
