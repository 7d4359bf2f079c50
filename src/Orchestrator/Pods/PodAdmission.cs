using LocalPods.Api.Core;

namespace LocalPods.Orchestrator.Pods;

/// <summary>Which pods the node refuses (spec 1.4). Pure.</summary>
internal static class PodAdmission
{
    private static readonly ImmutableHashSet<string> SafeSysctls =
    [
        "kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.tcp_syncookies", "net.ipv4.ping_group_range",
        "net.ipv4.ip_unprivileged_port_start", "net.ipv4.ip_local_reserved_ports", "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout",
        "net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes", "net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem",
    ];

    /// <summary>Looks at a pod the node has not taken on yet.</summary>
    /// <returns>Null takes it.</returns>
    public static PodVerdict? Refuse(Pod pod)
    {
        if (pod.Spec.Os?.Name is { Length: > 0 } os && os != "linux")
        {
            return new PodVerdict("PodOSNotSupported", "Failed to admit pod as the OS field doesn't match node OS");
        }

        foreach (var sysctl in pod.Spec.SecurityContext?.Sysctls ?? [])
        {
            if (!SafeSysctls.Contains(sysctl.Name.Replace('/', '.')))
            {
                return new PodVerdict("SysctlForbidden", $"forbidden sysctl: \"{sysctl.Name}\" not allowlisted");
            }
        }

        return null;
    }
}
