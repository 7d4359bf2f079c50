using System.Collections.Immutable;
using LocalPods.Api.Meta;

namespace LocalPods.Api.Core;

/// <summary>Which nodes and neighbours suit a pod.</summary>
public sealed record Affinity
{
    /// <summary>Rules about nodes.</summary>
    public NodeAffinity? NodeAffinity { get; init; }

    /// <summary>Pods to be near to.</summary>
    public PodAffinity? PodAffinity { get; init; }

    /// <summary>Pods to keep away from.</summary>
    public PodAntiAffinity? PodAntiAffinity { get; init; }
}

/// <summary>Rules about nodes.</summary>
public sealed record NodeAffinity
{
    /// <summary>Nodes that qualify at all; looked at only when the pod is placed.</summary>
    public NodeSelector? RequiredDuringSchedulingIgnoredDuringExecution { get; init; }

    /// <summary>Nodes that are better than others.</summary>
    public ImmutableArray<PreferredSchedulingTerm> PreferredDuringSchedulingIgnoredDuringExecution { get => field.OrEmpty(); init; }
}

/// <summary>Selects nodes: one of the terms must hold.</summary>
public sealed record NodeSelector
{
    /// <summary>The terms, joined by or.</summary>
    public ImmutableArray<NodeSelectorTerm> NodeSelectorTerms { get => field.OrEmpty(); init; }
}

/// <summary>Requirements that must all hold. An empty term selects no node.</summary>
public sealed record NodeSelectorTerm
{
    /// <summary>Requirements on labels.</summary>
    public ImmutableArray<NodeSelectorRequirement> MatchExpressions { get => field.OrEmpty(); init; }

    /// <summary>Requirements on fields; only metadata.name exists.</summary>
    public ImmutableArray<NodeSelectorRequirement> MatchFields { get => field.OrEmpty(); init; }
}

/// <summary>One requirement on a node.</summary>
public sealed record NodeSelectorRequirement
{
    /// <summary>Label or field.</summary>
    public string Key { get => field ?? ""; init; }

    /// <summary>In, NotIn, Exists, DoesNotExist, Gt or Lt.</summary>
    public string Operator { get => field ?? ""; init; }

    /// <summary>Values to compare with; exactly one number for Gt and Lt.</summary>
    public ImmutableArray<string> Values { get => field.OrEmpty(); init; }
}

/// <summary>A preference among nodes.</summary>
public sealed record PreferredSchedulingTerm
{
    /// <summary>How much it counts, 1 to 100.</summary>
    public int Weight { get; init; }

    /// <summary>Nodes that are preferred.</summary>
    public NodeSelectorTerm Preference { get => field ??= new(); init; }
}

/// <summary>Pods to be near to.</summary>
public sealed record PodAffinity
{
    /// <summary>Must hold when the pod is placed.</summary>
    public ImmutableArray<PodAffinityTerm> RequiredDuringSchedulingIgnoredDuringExecution { get => field.OrEmpty(); init; }

    /// <summary>Counted when the pod is placed.</summary>
    public ImmutableArray<WeightedPodAffinityTerm> PreferredDuringSchedulingIgnoredDuringExecution { get => field.OrEmpty(); init; }
}

/// <summary>Pods to keep away from.</summary>
public sealed record PodAntiAffinity
{
    /// <summary>Must hold when the pod is placed.</summary>
    public ImmutableArray<PodAffinityTerm> RequiredDuringSchedulingIgnoredDuringExecution { get => field.OrEmpty(); init; }

    /// <summary>Counted when the pod is placed.</summary>
    public ImmutableArray<WeightedPodAffinityTerm> PreferredDuringSchedulingIgnoredDuringExecution { get => field.OrEmpty(); init; }
}

/// <summary>Names other pods and what counts as near.</summary>
public sealed record PodAffinityTerm
{
    /// <summary>Pods meant, by label. Absent: none.</summary>
    public LabelSelector? LabelSelector { get; init; }

    /// <summary>Namespaces to look in. Absent together with namespaceSelector: the pod's own.</summary>
    public ImmutableArray<string> Namespaces { get => field.OrEmpty(); init; }

    /// <summary>Node label; nodes with the same value count as one place.</summary>
    public string TopologyKey { get => field ?? ""; init; }

    /// <summary>Namespaces to look in, by label.</summary>
    public LabelSelector? NamespaceSelector { get; init; }

    /// <summary>Labels of the pod itself whose values the others must share.</summary>
    public ImmutableArray<string> MatchLabelKeys { get => field.OrEmpty(); init; }

    /// <summary>Labels of the pod itself whose values the others must not share.</summary>
    public ImmutableArray<string> MismatchLabelKeys { get => field.OrEmpty(); init; }
}

/// <summary>A preference about neighbours.</summary>
public sealed record WeightedPodAffinityTerm
{
    /// <summary>How much it counts, 1 to 100.</summary>
    public int Weight { get; init; }

    /// <summary>The neighbours.</summary>
    public PodAffinityTerm PodAffinityTerm { get => field ??= new(); init; }
}
