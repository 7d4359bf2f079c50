using System.Text;
using LocalPods.Api.Core;

namespace LocalPods.Orchestrator.PodEnvironment;

/// <summary>Content of a pod's <c>/etc/hosts</c> (spec 2.3).</summary>
internal static class HostsFile
{
    /// <summary>Writes all lines.</summary>
    /// <param name="pod">Its names and aliases.</param>
    /// <param name="podIps">Its addresses.</param>
    /// <param name="ofNode">The node's own file; read only for a pod on the node's network.</param>
    public static string Content(Pod pod, ImmutableArray<string> podIps, Func<string> ofNode)
    {
        var text = new StringBuilder();
        if (pod.Spec.HostNetwork == true)
        {
            text.Append("# Kubernetes-managed hosts file (host network).\n").Append(ofNode());
        }
        else
        {
            text.Append(
                """
                # Kubernetes-managed hosts file.
                127.0.0.1	localhost
                ::1	localhost ip6-localhost ip6-loopback
                fe00::0	ip6-localnet
                fe00::0	ip6-mcastprefix
                fe00::1	ip6-allnodes
                fe00::2	ip6-allrouters

                """);
            var host = Hostnames.Short(pod);
            var names = Hostnames.Domain(pod) is { Length: > 0 } domain ? $"{host}.{domain}\t{host}" : host;
            foreach (var ip in podIps)
            {
                text.Append(ip).Append('\t').Append(names).Append('\n');
            }
        }

        if (!pod.Spec.HostAliases.IsEmpty)
        {
            text.Append("\n# Entries added by HostAliases.\n");
            foreach (var alias in pod.Spec.HostAliases)
            {
                text.Append(alias.Ip).Append('\t').AppendJoin('\t', alias.Hostnames).Append('\n');
            }
        }

        return text.ToString();
    }
}
