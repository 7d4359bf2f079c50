using System.Collections.Frozen;
using System.Collections.Immutable;

namespace LocalPods.Api.Merging;

/// <summary>
/// The merge rules of the object model, from the patch strategies and list types of the Kubernetes API types (spec: api 10). The one
/// table for patches, apply, the command's own apply and the published schemas. A list that is not here is replaced as a whole.
/// </summary>
public static class MergeRules
{
    private static readonly MergeRule s_atomic = new() { ApplyAtomic = true };

    private static readonly FrozenDictionary<string, MergeRule> s_fields = new Dictionary<string, MergeRule>(StringComparer.Ordinal)
    {
        ["ObjectMeta.ownerReferences"] = By("uid"),
        ["ObjectMeta.finalizers"] = new() { PatchMerges = true, ApplySet = true },
        ["PodSpec.containers"] = By("name"),
        ["PodSpec.initContainers"] = By("name"),
        ["PodSpec.ephemeralContainers"] = By("name"),
        ["PodSpec.volumes"] = By("name") with { RetainsKeys = true },
        ["PodSpec.imagePullSecrets"] = By("name"),
        ["PodSpec.hostAliases"] = By("ip"),
        ["PodSpec.topologySpreadConstraints"] = By("topologyKey", "topologyKey", "whenUnsatisfiable"),
        ["PodSpec.schedulingGates"] = By("name"),
        ["PodSpec.resourceClaims"] = By("name") with { RetainsKeys = true },
        ["PodSpec.nodeSelector"] = s_atomic,
        ["Container.ports"] = By("containerPort", "containerPort", "protocol"),
        ["Container.env"] = By("name"),
        ["Container.volumeMounts"] = By("mountPath"),
        ["Container.volumeDevices"] = By("devicePath"),
        ["EphemeralContainer.ports"] = By("containerPort", "containerPort", "protocol"),
        ["EphemeralContainer.env"] = By("name"),
        ["EphemeralContainer.volumeMounts"] = By("mountPath"),
        ["EphemeralContainer.volumeDevices"] = By("devicePath"),
        ["ResourceRequirements.claims"] = new() { ApplyKeys = ["name"] },
        ["PodStatus.conditions"] = By("type"),
        ["PodStatus.podIPs"] = By("ip"),
        ["PodStatus.hostIPs"] = new() { PatchMerges = true, PatchKey = "ip" },
        ["PodStatus.resourceClaimStatuses"] = By("name") with { RetainsKeys = true },
        ["ContainerStatus.volumeMounts"] = By("mountPath"),
        ["ContainerStatus.allocatedResourcesStatus"] = By("name"),
        ["ResourceStatus.resources"] = new() { ApplyKeys = ["resourceID"] },
        ["NamespaceStatus.conditions"] = By("type"),
        ["MutatingWebhookConfiguration.webhooks"] = By("name"),
        ["ValidatingWebhookConfiguration.webhooks"] = By("name"),
        ["NodeStatus.conditions"] = By("type"),
        ["PersistentVolumeClaimStatus.conditions"] = By("type"),
        ["NodeStatus.addresses"] = By("type"),
        ["ServiceSpec.ports"] = By("port", "port", "protocol"),
        ["ServiceSpec.selector"] = s_atomic,
        ["ServiceStatus.conditions"] = By("type"),
        ["PodDisruptionBudgetStatus.conditions"] = By("type"),
        ["ServiceAccount.secrets"] = By("name"),
        ["NodeSpec.podCIDRs"] = new() { PatchMerges = true, ApplySet = true },
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenSet<string> s_atomicTypes = FrozenSet.Create(
        StringComparer.Ordinal,
        "ConfigMapKeySelector", "FileKeySelector", "LabelSelector", "LocalObjectReference", "NodeSelector", "NodeSelectorTerm", "ObjectFieldSelector",
        "ObjectReference", "OwnerReference", "ResourceFieldSelector", "RoleRef", "ScopeSelector", "SecretKeySelector", "SecretReference", "Subject", "TopologySelectorTerm", "TypedLocalObjectReference");

    /// <summary>The rule of a field; null for the usual one.</summary>
    /// <param name="type">Name of the type of the object model that has the field.</param>
    /// <param name="field">As in JSON.</param>
    public static MergeRule? Find(string type, string field) => s_fields.GetValueOrDefault($"{type}.{field}");

    /// <summary>Whether apply takes objects of a type as one value.</summary>
    public static bool IsAtomic(string type) => s_atomicTypes.Contains(type);

    /// <summary>Type and field of every rule, for who checks them.</summary>
    public static ImmutableArray<string> Fields => s_fields.Keys;

    private static MergeRule By(string key, params ImmutableArray<string> applyKeys) =>
        new() { PatchMerges = true, PatchKey = key, ApplyKeys = applyKeys.IsEmpty ? [key] : applyKeys };
}
