using LocalPods.Api.Core;

namespace LocalPods.Orchestrator.Server.Admission.PodSecurity;

/// <summary>The rules that the level restricted adds to baseline, or puts in the place of some of its rules. Pure.</summary>
internal static class RestrictedChecks
{
    public static SecurityFinding? AllowPrivilegeEscalation(CheckedPod pod)
    {
        if (!pod.Standard.Since(8) || (pod.Standard.Since(25) && pod.IsWindows))
        {
            return null;
        }

        var bad = pod.Where(c => c.SecurityContext?.AllowPrivilegeEscalation != false);
        return bad.Count == 0 ? null : new SecurityFinding("allowPrivilegeEscalation != false", $"{SecurityWords.Containers(bad)} must set securityContext.allowPrivilegeEscalation=false");
    }

    /// <summary>Null also where baseline's own rule holds instead.</summary>
    public static SecurityFinding? Capabilities(CheckedPod pod)
    {
        if (!pod.Standard.Since(22))
        {
            return BaselineChecks.Capabilities(pod);
        }

        if (pod.Standard.Since(25) && pod.IsWindows)
        {
            return null;
        }

        List<string> faults = [];
        var keeping = pod.Where(c => c.SecurityContext?.Capabilities?.Drop.Contains("ALL") != true);
        if (keeping.Count > 0)
        {
            faults.Add($"{SecurityWords.Containers(keeping)} must set securityContext.capabilities.drop=[\"ALL\"]");
        }

        var adding = pod.Where(c => Added(c).Any());
        if (adding.Count > 0)
        {
            faults.Add($"{SecurityWords.Containers(adding)} must not include {SecurityWords.Quoted(BaselineChecks.Sorted(pod.Containers.SelectMany(Added)))} in securityContext.capabilities.add");
        }

        return faults.Count == 0 ? null : new SecurityFinding("unrestricted capabilities", string.Join("; ", faults));

        static IEnumerable<string> Added(Container c) => (c.SecurityContext?.Capabilities?.Add ?? []).Where(a => a != "NET_BIND_SERVICE");
    }

    public static SecurityFinding? Volumes(CheckedPod pod)
    {
        var bad = pod.Spec.Volumes.Where(v => TypeOf(v) is not null).ToList();
        var types = BaselineChecks.Sorted(bad.Select(v => TypeOf(v)!));
        return bad.Count == 0 ? null : new SecurityFinding(
            "restricted volume types",
            $"{SecurityWords.Plural("volume", "volumes", bad.Count)} {SecurityWords.Quoted(bad.Select(v => v.Name))} {SecurityWords.Plural("uses", "use", bad.Count)} "
            + $"{SecurityWords.Plural("restricted volume type", "restricted volume types", types.Count)} {SecurityWords.Quoted(types)}");
    }

    public static SecurityFinding? RunAsNonRoot(CheckedPod pod)
    {
        const string reason = "runAsNonRoot != true";
        var ofPod = pod.Spec.SecurityContext?.RunAsNonRoot;
        var roots = pod.Where(c => c.SecurityContext?.RunAsNonRoot == false);
        if (ofPod == false || roots.Count > 0)
        {
            return new SecurityFinding(reason, $"{SecurityWords.Setters(ofPod == false, roots)} must not set securityContext.runAsNonRoot=false");
        }

        var silent = ofPod == true ? [] : pod.Where(c => c.SecurityContext?.RunAsNonRoot is null);
        return silent.Count == 0 ? null : new SecurityFinding(reason, $"pod or {SecurityWords.Containers(silent)} must set securityContext.runAsNonRoot=true");
    }

    public static SecurityFinding? RunAsUser(CheckedPod pod)
    {
        var ofPod = pod.Spec.SecurityContext?.RunAsUser == 0;
        var roots = pod.Where(c => c.SecurityContext?.RunAsUser == 0);
        return !pod.Standard.Since(23) || (!ofPod && roots.Count == 0) ? null : new SecurityFinding("runAsUser=0", $"{SecurityWords.Setters(ofPod, roots)} must not set runAsUser=0");
    }

    public static SecurityFinding? Seccomp(CheckedPod pod)
    {
        if (!pod.Standard.Since(19) || (pod.Standard.Since(25) && pod.IsWindows))
        {
            return null;
        }

        if (BaselineChecks.Seccomp(pod) is { } unconfined)
        {
            return unconfined;
        }

        var silent = pod.Spec.SecurityContext?.SeccompProfile is not null ? [] : pod.Where(c => c.SecurityContext?.SeccompProfile is null);
        return silent.Count == 0 ? null : new SecurityFinding(
            "seccompProfile", $"pod or {SecurityWords.Containers(silent)} must set securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\"");
    }

    /// <summary>The type of a volume that is not allowed; null for those that are.</summary>
    private static string? TypeOf(Volume v) => v switch
    {
        { ConfigMap: not null } or { Csi: not null } or { DownwardAPI: not null } or { EmptyDir: not null } or { Ephemeral: not null }
            or { PersistentVolumeClaim: not null } or { Projected: not null } or { Secret: not null } => null,
        { HostPath: not null } => "hostPath",
        { GcePersistentDisk: not null } => "gcePersistentDisk",
        { AwsElasticBlockStore: not null } => "awsElasticBlockStore",
        { GitRepo: not null } => "gitRepo",
        { Nfs: not null } => "nfs",
        { Iscsi: not null } => "iscsi",
        { Glusterfs: not null } => "glusterfs",
        { Rbd: not null } => "rbd",
        { FlexVolume: not null } => "flexVolume",
        { Cinder: not null } => "cinder",
        { Cephfs: not null } => "cephfs",
        { Flocker: not null } => "flocker",
        { Fc: not null } => "fc",
        { AzureFile: not null } => "azureFile",
        { VsphereVolume: not null } => "vsphereVolume",
        { Quobyte: not null } => "quobyte",
        { AzureDisk: not null } => "azureDisk",
        { PhotonPersistentDisk: not null } => "photonPersistentDisk",
        { PortworxVolume: not null } => "portworxVolume",
        { ScaleIO: not null } => "scaleIO",
        { Storageos: not null } => "storageos",
        _ => "unknown",
    };
}
