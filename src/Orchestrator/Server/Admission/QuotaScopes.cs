using LocalPods.Api.Core;

namespace LocalPods.Orchestrator.Server.Admission;

/// <summary>Which pods a quota counts. Pure.</summary>
internal static class QuotaScopes
{
    public static readonly ImmutableArray<string> Known = ["Terminating", "NotTerminating", "BestEffort", "NotBestEffort", "PriorityClass", "CrossNamespacePodAffinity"];

    /// <summary>Whether a quota counts pods of some sort only, and so nothing but pods.</summary>
    public static bool IsScoped(ResourceQuotaSpec quota) => !quota.Scopes.IsEmpty || quota.ScopeSelector is { MatchExpressions.IsEmpty: false };

    public static bool Count(ResourceQuotaSpec quota, Pod pod) =>
        quota.Scopes.All(s => Holds(s, pod)) && (quota.ScopeSelector?.MatchExpressions ?? []).All(e => Holds(e, pod));

    private static bool Holds(ScopedResourceSelectorRequirement wanted, Pod pod) => wanted.ScopeName != "PriorityClass"
        ? Holds(wanted.ScopeName, pod)
        : wanted.Operator switch
        {
            "In" => wanted.Values.Contains(pod.Spec.PriorityClassName ?? ""),
            "NotIn" => !wanted.Values.Contains(pod.Spec.PriorityClassName ?? ""),
            "DoesNotExist" => string.IsNullOrEmpty(pod.Spec.PriorityClassName),
            _ => !string.IsNullOrEmpty(pod.Spec.PriorityClassName),
        };

    private static bool Holds(string scope, Pod pod) => scope switch
    {
        "Terminating" => pod.Spec.ActiveDeadlineSeconds is >= 0,
        "NotTerminating" => pod.Spec.ActiveDeadlineSeconds is null,
        "BestEffort" => IsBestEffort(pod),
        "NotBestEffort" => !IsBestEffort(pod),
        "PriorityClass" => !string.IsNullOrEmpty(pod.Spec.PriorityClassName),
        "CrossNamespacePodAffinity" => UsesOtherNamespaces(pod.Spec.Affinity),
        _ => false,
    };

    private static bool IsBestEffort(Pod pod) => Api.Defaulting.PodQos.Of(pod.Spec) == QosClasses.BestEffort;

    private static bool UsesOtherNamespaces(Affinity? affinity)
    {
        var required = (affinity?.PodAffinity?.RequiredDuringSchedulingIgnoredDuringExecution ?? [])
            .Concat(affinity?.PodAntiAffinity?.RequiredDuringSchedulingIgnoredDuringExecution ?? []);
        var preferred = (affinity?.PodAffinity?.PreferredDuringSchedulingIgnoredDuringExecution ?? [])
            .Concat(affinity?.PodAntiAffinity?.PreferredDuringSchedulingIgnoredDuringExecution ?? []).Select(p => p.PodAffinityTerm);
        return required.Concat(preferred).Any(t => !t.Namespaces.IsEmpty || t.NamespaceSelector is not null);
    }
}
