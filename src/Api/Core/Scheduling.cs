using System.Collections.Immutable;
using LocalPods.Api.Meta;

namespace LocalPods.Api.Core;

/// <summary>Lets a pod stay on nodes with certain taints.</summary>
public sealed record Toleration
{
    /// <summary>Key of the taint. Empty with operator Exists: every taint.</summary>
    public string? Key { get; init; }

    /// <summary>Equal, Exists, Lt or Gt. Default Equal.</summary>
    public string? Operator { get; init; }

    /// <summary>Value of the taint; empty for Exists.</summary>
    public string? Value { get; init; }

    /// <summary>NoSchedule, PreferNoSchedule or NoExecute. Empty: all of them.</summary>
    public string? Effect { get; init; }

    /// <summary>Seconds a NoExecute taint is put up with. Absent: for ever; 0 or less: not at all.</summary>
    public long? TolerationSeconds { get; init; }
}

/// <summary>How pods of a group are spread.</summary>
public sealed record TopologySpreadConstraint
{
    /// <summary>Greatest difference allowed between the fullest and the emptiest place.</summary>
    public int MaxSkew { get; init; }

    /// <summary>Node label; nodes with the same value count as one place.</summary>
    public string TopologyKey { get => field ?? ""; init; }

    /// <summary>DoNotSchedule or ScheduleAnyway.</summary>
    public string WhenUnsatisfiable { get => field ?? ""; init; }

    /// <summary>Pods that are counted.</summary>
    public LabelSelector? LabelSelector { get; init; }

    /// <summary>Least number of places that must exist; fewer count as empty ones.</summary>
    public int? MinDomains { get; init; }

    /// <summary>Whether nodes ruled out by affinity are left out: Honor or Ignore. Default Honor.</summary>
    public string? NodeAffinityPolicy { get; init; }

    /// <summary>Whether nodes ruled out by taints are left out: Honor or Ignore. Default Ignore.</summary>
    public string? NodeTaintsPolicy { get; init; }

    /// <summary>Labels of the pod itself whose values the counted pods must share.</summary>
    public ImmutableArray<string> MatchLabelKeys { get => field.OrEmpty(); init; }
}

/// <summary>Keeps pods that do not tolerate it off a node.</summary>
public sealed record Taint
{
    /// <summary>Key of the taint.</summary>
    public string Key { get => field ?? ""; init; }

    /// <summary>Value of the taint.</summary>
    public string? Value { get; init; }

    /// <summary>NoSchedule, PreferNoSchedule or NoExecute.</summary>
    public string Effect { get => field ?? ""; init; }

    /// <summary>When the taint was added.</summary>
    public DateTimeOffset? TimeAdded { get; init; }
}
