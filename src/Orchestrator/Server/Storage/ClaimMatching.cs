using LocalPods.Api.Core;
using LocalPods.Api.Quantities;
using LocalPods.Api.Selectors;

namespace LocalPods.Orchestrator.Server.Storage;

/// <summary>Which volume a claim gets (spec: workloads 14). Pure.</summary>
internal static class ClaimMatching
{
    /// <summary>The best volume for a claim: one that was set aside for it, else the smallest that fits; null when there is none.</summary>
    /// <param name="claim">Without a volume.</param>
    /// <param name="volumes">All there are.</param>
    /// <param name="nodeLabels">Of the node, from which the volume must be reached.</param>
    public static PersistentVolume? Best(PersistentVolumeClaim claim, IReadOnlyCollection<PersistentVolume> volumes, ImmutableSortedDictionary<string, string> nodeLabels)
    {
        var candidates = volumes.Where(v => v.Metadata.DeletionTimestamp is null && Fits(claim, v)).ToList();
        return candidates.FirstOrDefault(v => v.Spec.ClaimRef is { } claimRef && IsFor(claimRef, claim))
            ?? candidates.Where(v => v.Spec.ClaimRef is null && Reaches(v, nodeLabels) && Selects(claim, v)).OrderBy(StorageOf).ThenBy(v => v.Metadata.Name, StringComparer.Ordinal).FirstOrDefault();
    }

    /// <summary>Whether a reference means this very claim; one without a uid means whichever has the name.</summary>
    public static bool IsFor(ObjectReference reference, PersistentVolumeClaim claim) =>
        reference.Namespace == claim.Metadata.Namespace
        && reference.Name == claim.Metadata.Name
        && (string.IsNullOrEmpty(reference.Uid) || reference.Uid == claim.Metadata.Uid);

    /// <summary>Sets a volume aside for a claim.</summary>
    public static ObjectReference ReferenceTo(PersistentVolumeClaim claim) => new()
    {
        Kind = "PersistentVolumeClaim",
        ApiVersion = "v1",
        Namespace = claim.Metadata.Namespace,
        Name = claim.Metadata.Name,
        Uid = claim.Metadata.Uid,
        ResourceVersion = claim.Metadata.ResourceVersion,
    };

    /// <summary>Whether class, size, ways of use and mode are as the claim asks.</summary>
    public static bool Fits(PersistentVolumeClaim claim, PersistentVolume volume) =>
        (volume.Spec.StorageClassName ?? "") == (claim.Spec.StorageClassName ?? "")
        && (volume.Spec.VolumeMode ?? "Filesystem") == (claim.Spec.VolumeMode ?? "Filesystem")
        && claim.Spec.AccessModes.All(volume.Spec.AccessModes.Contains)
        && StorageOf(volume) >= StorageOf(claim);

    public static Quantity StorageOf(PersistentVolumeClaim claim) =>
        claim.Spec.Resources.Requests is { } requests && requests.TryGetValue(Api.Core.ResourceNames.Storage, out var size) ? size : default;

    private static Quantity StorageOf(PersistentVolume volume) =>
        volume.Spec.Capacity is { } capacity && capacity.TryGetValue(Api.Core.ResourceNames.Storage, out var size) ? size : default;

    private static bool Selects(PersistentVolumeClaim claim, PersistentVolume volume) =>
        claim.Spec.Selector is not { } selector || LabelMatcher.From(selector).Matches(volume.Metadata.Labels ?? ImmutableSortedDictionary<string, string>.Empty);

    private static bool Reaches(PersistentVolume volume, ImmutableSortedDictionary<string, string> nodeLabels) =>
        volume.Spec.NodeAffinity?.Required is not { } required
        || required.NodeSelectorTerms.Any(term => term.MatchExpressions.All(e => Holds(e, nodeLabels)));

    private static bool Holds(NodeSelectorRequirement requirement, ImmutableSortedDictionary<string, string> labels)
    {
        var there = labels.TryGetValue(requirement.Key, out var value);
        return requirement.Operator switch
        {
            "In" => there && requirement.Values.Contains(value!),
            "NotIn" => !there || !requirement.Values.Contains(value!),
            "Exists" => there,
            "DoesNotExist" => !there,
            _ => false,
        };
    }
}
