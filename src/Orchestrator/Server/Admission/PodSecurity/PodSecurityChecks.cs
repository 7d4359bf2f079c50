using LocalPods.Api.Core;
using LocalPods.Api.Meta;

namespace LocalPods.Orchestrator.Server.Admission.PodSecurity;

/// <summary>Holds pods against the Pod Security Standards.</summary>
internal static class PodSecurityChecks
{
    private static readonly ImmutableArray<Func<CheckedPod, SecurityFinding?>> s_baseline =
    [
        BaselineChecks.AppArmor, BaselineChecks.Capabilities, BaselineChecks.HostNamespaces, BaselineChecks.HostPathVolumes, BaselineChecks.HostPorts, BaselineChecks.HostProbes,
        BaselineChecks.Privileged, BaselineChecks.ProcMount, BaselineChecks.SeLinux, BaselineChecks.Seccomp, BaselineChecks.Sysctls, BaselineChecks.WindowsHostProcess,
    ];

    // Without the rules of baseline that are part of stricter ones.
    private static readonly ImmutableArray<Func<CheckedPod, SecurityFinding?>> s_restricted =
    [
        BaselineChecks.AppArmor, BaselineChecks.HostNamespaces, BaselineChecks.HostPorts, BaselineChecks.HostProbes,
        BaselineChecks.Privileged, BaselineChecks.ProcMount, BaselineChecks.SeLinux, BaselineChecks.Sysctls, BaselineChecks.WindowsHostProcess,
        RestrictedChecks.AllowPrivilegeEscalation, RestrictedChecks.Capabilities, RestrictedChecks.Volumes, RestrictedChecks.RunAsNonRoot, RestrictedChecks.RunAsUser, RestrictedChecks.Seccomp,
    ];

    /// <summary>What a pod does that the standard forbids, in the order in which Kubernetes tells it.</summary>
    public static ImmutableArray<SecurityFinding> Find(ObjectMeta metadata, PodSpec spec, PodSecurityStandard standard)
    {
        var pod = new CheckedPod(spec, metadata.Annotations, standard);
        var checks = standard.Level switch
        {
            PodSecurityLevel.Privileged => [],
            PodSecurityLevel.Baseline => s_baseline,
            PodSecurityLevel.Restricted => s_restricted,
        };
        return [.. checks.Select(check => check(pod)).OfType<SecurityFinding>()];
    }
}
