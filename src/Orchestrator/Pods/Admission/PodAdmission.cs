using LocalPods.Api.Core;

namespace LocalPods.Orchestrator.Pods.Admission;

/// <summary>Which pods the node refuses whatever room there is (spec 1.4). Pure.</summary>
internal static class PodAdmission
{
    private static readonly ImmutableHashSet<string> s_safeSysctls =
    [
        "kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.tcp_syncookies", "net.ipv4.ping_group_range",
        "net.ipv4.ip_unprivileged_port_start", "net.ipv4.ip_local_reserved_ports", "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout",
        "net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes", "net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem",
    ];

    /// <summary>Looks at a pod the node has not taken on yet.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="appArmor">Whether the node has AppArmor; null when not known.</param>
    /// <returns>Null takes it.</returns>
    public static PodVerdict? Refuse(Pod pod, bool? appArmor)
    {
        if (pod.Spec.Os?.Name is { Length: > 0 } os && os != "linux")
        {
            return new PodVerdict("PodOSNotSupported", "Failed to admit pod as the OS field doesn't match node OS");
        }

        if (pod.Spec.SecurityContext?.SupplementalGroupsPolicy == "Strict")
        {
            return new PodVerdict("SupplementalGroupsPolicyNotSupported", "SupplementalGroupsPolicy=Strict is not supported in this node");
        }

        if (appArmor == false && WantsAppArmor(pod.Spec))
        {
            return new PodVerdict("AppArmor", "Cannot enforce AppArmor: AppArmor is not enabled on the host");
        }

        return (pod.Spec.SecurityContext?.Sysctls ?? []).Select(s => RefuseSysctl(pod.Spec, s.Name)).FirstOrDefault(fault => fault is not null) is { } forbidden
            ? new PodVerdict("SysctlForbidden", $"forbidden sysctl: {forbidden}")
            : null;
    }

    private static bool WantsAppArmor(PodSpec spec) =>
        spec.AllContainers().Select(c => c.SecurityContext?.AppArmorProfile).Append(spec.SecurityContext?.AppArmorProfile).Any(p => p is not null and not { Type: "Unconfined" });

    private static string? RefuseSysctl(PodSpec spec, string name)
    {
        var dotted = name.Replace('/', '.');
        return !s_safeSysctls.Contains(dotted) ? $"\"{name}\" not allowlisted"
            : spec.HostNetwork == true && dotted.StartsWith("net.", StringComparison.Ordinal) ? $"\"{name}\" not allowed with host net enabled"
            : spec.HostIPC == true && dotted.StartsWith("kernel.shm", StringComparison.Ordinal) ? $"\"{name}\" not allowed with host ipc enabled"
            : null;
    }
}
