using System.Collections.Immutable;
using LocalPods.Api.Meta;
using LocalPods.Api.Quantities;

namespace LocalPods.Api.Policy;

/// <summary>Says how many of some pods evictions must leave.</summary>
public sealed record PodDisruptionBudget : IKubernetesObject
{
    /// <summary>Group and version of the schema this object is written in; always <c>policy/v1</c>.</summary>
    public string ApiVersion { get => field ?? "policy/v1"; init; }

    /// <summary>Name of the kind; always <c>PodDisruptionBudget</c>.</summary>
    public string Kind { get => field ?? "PodDisruptionBudget"; init; }

    /// <summary>Name, labels and bookkeeping.</summary>
    public ObjectMeta Metadata { get => field ??= new(); init; }

    /// <summary>Which pods, and how many of them must stay.</summary>
    public PodDisruptionBudgetSpec Spec { get => field ??= new(); init; }

    /// <summary>How many there are, and how many may go now; kept by the server.</summary>
    public PodDisruptionBudgetStatus Status { get => field ??= new(); init; }
}

/// <summary>A list of disruption budgets.</summary>
public sealed record PodDisruptionBudgetList : IKubernetesList<PodDisruptionBudget>
{
    /// <summary>Group and version of the schema this object is written in; always <c>policy/v1</c>.</summary>
    public string ApiVersion { get => field ?? "policy/v1"; init; }

    /// <summary>Name of the kind; always <c>PodDisruptionBudgetList</c>.</summary>
    public string Kind { get => field ?? "PodDisruptionBudgetList"; init; }

    /// <summary>The list's version and paging.</summary>
    public ListMeta Metadata { get => field ??= new(); init; }

    /// <summary>The disruption budgets.</summary>
    public ImmutableArray<PodDisruptionBudget> Items { get => field.OrEmpty(); init; }
}

/// <summary>Which pods are meant, and how many of them evictions must leave.</summary>
public sealed record PodDisruptionBudgetSpec
{
    /// <summary>How many of the pods must be healthy after an eviction: a number, or a percentage of those that their controllers keep. Not together with maxUnavailable.</summary>
    public IntOrString? MinAvailable { get; init; }

    /// <summary>Labels of the pods. Absent: no pod. Empty: every pod of the namespace.</summary>
    public LabelSelector? Selector { get; init; }

    /// <summary>How many of the pods that their controllers keep may be missing after an eviction: a number or a percentage. Not together with minAvailable.</summary>
    public IntOrString? MaxUnavailable { get; init; }

    /// <summary>When pods that run and are not ready may be evicted: IfHealthyBudget, while enough others are healthy, or AlwaysAllow. Default IfHealthyBudget.</summary>
    public string? UnhealthyPodEvictionPolicy { get; init; }
}

/// <summary>How a budget stands.</summary>
public sealed record PodDisruptionBudgetStatus
{
    /// <summary>Generation of the budget that the rest is about.</summary>
    public long? ObservedGeneration { get; init; }

    /// <summary>Pods whose eviction was granted and has not begun, by name; always empty here, where it begins at once.</summary>
    public ImmutableSortedDictionary<string, DateTimeOffset>? DisruptedPods { get; init; }

    /// <summary>How many pods may be evicted now.</summary>
    public int DisruptionsAllowed { get; init; }

    /// <summary>How many pods are healthy.</summary>
    public int CurrentHealthy { get; init; }

    /// <summary>How many must be.</summary>
    public int DesiredHealthy { get; init; }

    /// <summary>How many pods the budget counts.</summary>
    public int ExpectedPods { get; init; }

    /// <summary>DisruptionAllowed: whether a pod may be evicted now.</summary>
    public ImmutableArray<Condition> Conditions { get => field.OrEmpty(); init; }
}
