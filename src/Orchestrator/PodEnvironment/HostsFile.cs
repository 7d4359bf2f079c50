using System.Text;

namespace LocalPods.Orchestrator.PodEnvironment;

/// <summary>Content of a pod's <c>/etc/hosts</c> (spec 2.3).</summary>
internal static class HostsFile
{
    /// <summary>The name by which containers reach what listens on the machine that runs them.</summary>
    public const string NodeName = "host.localpods.internal";

    /// <summary>Writes all lines.</summary>
    /// <param name="setting">The pod's names, addresses and aliases.</param>
    /// <param name="ofNode">The node's own file; read only for a pod on the node's network.</param>
    public static string Content(PodSetting setting, Func<string> ofNode)
    {
        var pod = setting.Pod;
        var text = new StringBuilder();
        if (pod.Spec.HostNetwork == true)
        {
            var own = ofNode();
            text.Append("# Kubernetes-managed hosts file (host network).\n").Append(own).Append(own is [] or [.., '\n'] ? "" : "\n");
            AppendNode(text, setting);
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
            AppendNode(text, setting);
            var host = Hostnames.Short(pod);
            var names = Hostnames.Domain(pod) is { Length: > 0 } domain ? $"{host}.{domain}\t{host}" : host;
            foreach (var ip in setting.PodIps)
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

    // Before the pod's own lines, which a kubelet's file ends with.
    private static void AppendNode(StringBuilder text, PodSetting setting)
    {
        if (setting.HostIp is { } ip)
        {
            text.Append(ip).Append('\t').Append(NodeName).Append('\n');
        }
    }
}
