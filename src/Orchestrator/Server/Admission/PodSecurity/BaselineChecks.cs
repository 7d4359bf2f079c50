using System.Globalization;
using LocalPods.Api.Core;

namespace LocalPods.Orchestrator.Server.Admission.PodSecurity;

/// <summary>The rules of the level baseline. Each says what is wrong, or null. Pure.</summary>
internal static class BaselineChecks
{
    private const string AppArmorPrefix = "container.apparmor.security.beta.kubernetes.io/";

    private static readonly ImmutableHashSet<string> s_capabilities =
    [
        "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT",
    ];

    private static readonly ImmutableDictionary<string, int> s_sysctls = new Dictionary<string, int>
    {
        ["kernel.shm_rmid_forced"] = 0,
        ["net.ipv4.ip_local_port_range"] = 0,
        ["net.ipv4.tcp_syncookies"] = 0,
        ["net.ipv4.ping_group_range"] = 0,
        ["net.ipv4.ip_unprivileged_port_start"] = 0,
        ["net.ipv4.ip_local_reserved_ports"] = 27,
        ["net.ipv4.tcp_keepalive_time"] = 29,
        ["net.ipv4.tcp_fin_timeout"] = 29,
        ["net.ipv4.tcp_keepalive_intvl"] = 29,
        ["net.ipv4.tcp_keepalive_probes"] = 29,
        ["net.ipv4.tcp_rmem"] = 32,
        ["net.ipv4.tcp_wmem"] = 32,
    }.ToImmutableDictionary(StringComparer.Ordinal);

    public static SecurityFinding? AppArmor(CheckedPod pod)
    {
        var (ofPod, containers, types) = Profiles(pod, s => s.AppArmorProfile?.Type, s => s.AppArmorProfile?.Type);
        var annotations = (pod.Annotations ?? ImmutableSortedDictionary<string, string>.Empty)
            .Where(a => a.Key.StartsWith(AppArmorPrefix, StringComparison.Ordinal) && a.Value is not ("" or "runtime/default") && !a.Value.StartsWith("localhost/", StringComparison.Ordinal))
            .Select(a => $"{a.Key}=\"{a.Value}\"").ToList();
        if (!ofPod && containers.Count == 0 && annotations.Count == 0)
        {
            return null;
        }

        var setters = ofPod || containers.Count > 0 ? SecurityWords.Setters(ofPod, containers) : "";
        var noted = annotations.Count == 0 ? "" : SecurityWords.Plural("annotation", "annotations", annotations.Count);
        var who = string.Join(" and ", new[] { setters, noted }.Where(w => w.Length > 0));
        List<string> values = [.. types, .. annotations];
        return new SecurityFinding(
            SecurityWords.Plural("forbidden AppArmor profile", "forbidden AppArmor profiles", values.Count), $"{who} must not set AppArmor profile type to {SecurityWords.Quoted(values)}");
    }

    public static SecurityFinding? Capabilities(CheckedPod pod)
    {
        var bad = pod.Where(c => c.SecurityContext?.Capabilities?.Add.Any(a => !s_capabilities.Contains(a)) == true);
        var added = pod.Containers.SelectMany(c => c.SecurityContext?.Capabilities?.Add ?? []).Where(a => !s_capabilities.Contains(a));
        return bad.Count == 0 ? null : new SecurityFinding("non-default capabilities", $"{SecurityWords.Containers(bad)} must not include {SecurityWords.Quoted(Sorted(added))} in securityContext.capabilities.add");
    }

    public static SecurityFinding? HostNamespaces(CheckedPod pod)
    {
        var used = new List<string>();
        AddIf(pod.Spec.HostIPC, "hostIPC");
        AddIf(pod.Spec.HostNetwork, "hostNetwork");
        AddIf(pod.Spec.HostPID, "hostPID");
        return used.Count == 0 ? null : new SecurityFinding("host namespaces", string.Join(", ", used));

        void AddIf(bool? flag, string name)
        {
            if (flag == true)
            {
                used.Add(name);
            }
        }
    }

    public static SecurityFinding? HostPathVolumes(CheckedPod pod)
    {
        var volumes = pod.Spec.Volumes.Where(v => v.HostPath is not null).Select(v => v.Name).ToList();
        return volumes.Count == 0 ? null : new SecurityFinding("hostPath volumes", $"{SecurityWords.Plural("volume", "volumes", volumes.Count)} {SecurityWords.Quoted(volumes)}");
    }

    public static SecurityFinding? HostPorts(CheckedPod pod)
    {
        var bad = pod.Where(c => c.Ports.Any(p => p.HostPort is not (null or 0)));
        var ports = Sorted(pod.Containers.SelectMany(c => c.Ports).Where(p => p.HostPort is not (null or 0)).Select(p => p.HostPort!.Value.ToString(CultureInfo.InvariantCulture)));
        return bad.Count == 0 ? null : new SecurityFinding(
            "hostPort",
            $"{SecurityWords.Containers(bad)} {SecurityWords.Plural("uses", "use", bad.Count)} {SecurityWords.Plural("hostPort", "hostPorts", ports.Count)} {string.Join(", ", ports)}");
    }

    public static SecurityFinding? HostProbes(CheckedPod pod)
    {
        if (!pod.Standard.Since(34))
        {
            return null;
        }

        var bad = Sorted(pod.Where(c => Hosts(c).Any()));
        var hosts = Sorted(pod.Containers.SelectMany(Hosts));
        return bad.Count == 0 ? null : new SecurityFinding(
            "probe or lifecycle host",
            $"{SecurityWords.Containers(bad)} {SecurityWords.Plural("uses", "use", bad.Count)} {SecurityWords.Plural("probe or lifecycle host", "probe or lifecycle hosts", hosts.Count)} {SecurityWords.Quoted(hosts)}");

        static IEnumerable<string> Hosts(Container c) => new[]
        {
            c.LivenessProbe?.HttpGet?.Host, c.LivenessProbe?.TcpSocket?.Host, c.ReadinessProbe?.HttpGet?.Host, c.ReadinessProbe?.TcpSocket?.Host,
            c.StartupProbe?.HttpGet?.Host, c.StartupProbe?.TcpSocket?.Host, c.Lifecycle?.PostStart?.HttpGet?.Host, c.Lifecycle?.PostStart?.TcpSocket?.Host,
            c.Lifecycle?.PreStop?.HttpGet?.Host, c.Lifecycle?.PreStop?.TcpSocket?.Host,
        }.Where(h => !string.IsNullOrEmpty(h)).Select(h => h!);
    }

    public static SecurityFinding? Privileged(CheckedPod pod)
    {
        var bad = pod.Where(c => c.SecurityContext?.Privileged == true);
        return bad.Count == 0 ? null : new SecurityFinding("privileged", $"{SecurityWords.Containers(bad)} must not set securityContext.privileged=true");
    }

    public static SecurityFinding? ProcMount(CheckedPod pod)
    {
        var bad = pod.Where(c => c.SecurityContext?.ProcMount is not (null or "Default"));
        var types = Sorted(pod.Containers.Select(c => c.SecurityContext?.ProcMount).OfType<string>().Where(t => t != "Default"));
        return bad.Count == 0 ? null : new SecurityFinding("procMount", $"{SecurityWords.Containers(bad)} must not set securityContext.procMount to {SecurityWords.Quoted(types)}");
    }

    public static SecurityFinding? SeLinux(CheckedPod pod)
    {
        var ofPod = pod.Spec.SecurityContext?.SeLinuxOptions is { } options && IsBad(options);
        var containers = pod.Where(c => c.SecurityContext?.SeLinuxOptions is { } own && IsBad(own));
        if (!ofPod && containers.Count == 0)
        {
            return null;
        }

        var all = pod.Containers.Select(c => c.SecurityContext?.SeLinuxOptions).Append(pod.Spec.SecurityContext?.SeLinuxOptions).OfType<SELinuxOptions>().ToList();
        var types = Sorted(all.Select(o => o.Type ?? "").Where(IsBadType));
        List<string> bad = [];
        if (types.Count > 0)
        {
            bad.Add($"{SecurityWords.Plural("type", "types", types.Count)} {SecurityWords.Quoted(types)}");
        }

        if (all.Any(o => !string.IsNullOrEmpty(o.User)))
        {
            bad.Add("user may not be set");
        }

        if (all.Any(o => !string.IsNullOrEmpty(o.Role)))
        {
            bad.Add("role may not be set");
        }

        return new SecurityFinding("seLinuxOptions", $"{SecurityWords.Setters(ofPod, containers)} set forbidden securityContext.seLinuxOptions: {string.Join("; ", bad)}");

        bool IsBad(SELinuxOptions one) => IsBadType(one.Type ?? "") || !string.IsNullOrEmpty(one.User) || !string.IsNullOrEmpty(one.Role);

        bool IsBadType(string type) => type is not ("" or "container_t" or "container_init_t" or "container_kvm_t") && !(type == "container_engine_t" && pod.Standard.Since(31));
    }

    public static SecurityFinding? Seccomp(CheckedPod pod)
    {
        var (ofPod, containers, types) = Profiles(pod, s => s.SeccompProfile?.Type, s => s.SeccompProfile?.Type);
        return !ofPod && containers.Count == 0 ? null : new SecurityFinding(
            "seccompProfile", $"{SecurityWords.Setters(ofPod, containers)} must not set securityContext.seccompProfile.type to {SecurityWords.Quoted(types)}");
    }

    public static SecurityFinding? Sysctls(CheckedPod pod)
    {
        var bad = (pod.Spec.SecurityContext?.Sysctls ?? []).Select(s => s.Name).Where(name => !s_sysctls.TryGetValue(name, out var since) || !pod.Standard.Since(since)).ToList();
        return bad.Count == 0 ? null : new SecurityFinding("forbidden sysctls", string.Join(", ", bad));
    }

    public static SecurityFinding? WindowsHostProcess(CheckedPod pod)
    {
        var ofPod = pod.Spec.SecurityContext?.WindowsOptions?.HostProcess == true;
        var containers = pod.Where(c => c.SecurityContext?.WindowsOptions?.HostProcess == true);
        return !ofPod && containers.Count == 0 ? null : new SecurityFinding("hostProcess", $"{SecurityWords.Setters(ofPod, containers)} must not set securityContext.windowsOptions.hostProcess=true");
    }

    /// <summary>Who sets the type of a profile to something that leaves the container unconfined.</summary>
    internal static (bool Pod, List<string> Containers, List<string> Types) Profiles(CheckedPod pod, Func<PodSecurityContext, string?> ofPod, Func<SecurityContext, string?> ofContainer)
    {
        var podType = pod.Spec.SecurityContext is { } context ? ofPod(context) : null;
        var types = pod.Containers.Select(Type).Append(podType).OfType<string>().Where(IsBad);
        return (podType is not null && IsBad(podType), pod.Where(c => Type(c) is { } type && IsBad(type)), Sorted(types));

        string? Type(Container c) => c.SecurityContext is { } own ? ofContainer(own) : null;

        static bool IsBad(string type) => type is not ("RuntimeDefault" or "Localhost");
    }

    internal static List<string> Sorted(IEnumerable<string> values) => [.. values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
