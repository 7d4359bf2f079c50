using LocalPods.Api.Serialization;
using LocalPods.Orchestrator.Volumes;

namespace LocalPods.Orchestrator.Checking;

/// <summary>Whether the claims of pods ask for storage of a class that there is. Pure.</summary>
internal static class ClaimChecks
{
    public static IEnumerable<CheckFinding> Of(CheckEvidence evidence, CheckedObject at)
    {
        var volumes = at.Pod!.Spec.Volumes;
        for (var i = 0; i < volumes.Length; i++)
        {
            if (PodClaims.NameOf(at.Pod, volumes[i]) is not { } claim)
            {
                continue;
            }

            var (field, wanted) = volumes[i].Ephemeral is { } made
                ? ("ephemeral.volumeClaimTemplate.spec.storageClassName", made.VolumeClaimTemplate?.Spec.StorageClassName)
                : ("persistentVolumeClaim.claimName", evidence.ClaimClasses.GetValueOrDefault((at.Namespace, claim)));
            if (!string.IsNullOrEmpty(wanted) && !evidence.StorageClasses.Contains(wanted))
            {
                yield return new CheckFinding(
                    at.Index,
                    $"spec.volumes[{i}].{field}",
                    CheckSeverity.Error,
                    CheckCode.VolumeClaimUnbound,
                    $"claim \"{claim}\" stays without a volume: there is no storage class \"{wanted}\", and no volume of it",
                    EditDistance.Closest(wanted, evidence.StorageClasses.Order(StringComparer.Ordinal)) is { } near ? $"did you mean \"{near}\"?" : "let the claim name a class that there is (localpods get storageclasses), or leave storageClassName out");
            }
        }
    }
}
