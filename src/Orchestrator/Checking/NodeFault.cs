using LocalPods.Api.Core;
using LocalPods.Orchestrator.Explaining;
using LocalPods.Orchestrator.PodEnvironment;
using LocalPods.Orchestrator.Volumes;

namespace LocalPods.Orchestrator.Checking;

/// <summary>Something of the node's disk that a pod names, and that is not there as it must be.</summary>
/// <param name="Object">Index of the pod.</param>
/// <param name="Field">Where it is named.</param>
/// <param name="Code">Of the finding.</param>
/// <param name="Says">What is wrong, in the words that the pod would fail with.</param>
internal sealed record NodeFault(int Object, string Field, CheckCode Code, string Says)
{
    /// <summary>All of a pod. Reads the disk and makes nothing.</summary>
    public static ImmutableArray<NodeFault> Of(CheckedObject at, NodeFiles files)
    {
        var pod = at.Pod!;
        return
        [
            .. pod.Spec.Volumes.SelectMany((v, i) => OfHostPath(at.Index, v, $"spec.volumes[{i}].hostPath.path")),
            .. OfProfile(at.Index, pod.Spec.SecurityContext?.SeccompProfile, "spec", files),
            .. ContainerPlace.AllOf(pod).SelectMany(p => OfProfile(at.Index, p.Container.SecurityContext?.SeccompProfile, p.Path, files)),
        ];
    }

    private static IEnumerable<NodeFault> OfHostPath(int index, Volume volume, string field)
    {
        if (volume.HostPath is not { Type: "Directory" or "File" or "Socket" or "CharDevice" or "BlockDevice" } host)
        {
            return []; // what is missing is made, or nobody looks
        }

        try
        {
            HostPathVolume.SetUp(volume.Name, host);
            return [];
        }
        catch (Exception e) when (e is VolumeException or IOException or UnauthorizedAccessException)
        {
            return [new NodeFault(index, field, CheckCode.HostPathWrongType, e.Message)];
        }
    }

    private static IEnumerable<NodeFault> OfProfile(int index, SeccompProfile? profile, string path, NodeFiles files)
    {
        if (profile is not { Type: "Localhost", LocalhostProfile: { Length: > 0 } file })
        {
            return [];
        }

        try
        {
            files.ReadSeccompProfile(file);
            return [];
        }
        catch (Exception e) when (e is ContainerConfigException or IOException or UnauthorizedAccessException)
        {
            return [new NodeFault(index, $"{path}.securityContext.seccompProfile.localhostProfile", CheckCode.SeccompProfileMissing, e.Message)];
        }
    }
}
