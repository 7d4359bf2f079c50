using System.Collections.Immutable;
using LocalPods.Api.Meta;
using LocalPods.Api.Quantities;

namespace LocalPods.Api.Core;

/// <summary>Storage that somebody asks for, apart from the pods that use it.</summary>
public sealed record PersistentVolumeClaim : IKubernetesObject
{
    /// <summary>Group and version of the schema this object is written in; always <c>v1</c>.</summary>
    public string ApiVersion { get => field ?? "v1"; init; }

    /// <summary>Name of the kind; always <c>PersistentVolumeClaim</c>.</summary>
    public string Kind { get => field ?? "PersistentVolumeClaim"; init; }

    /// <summary>Name, labels and bookkeeping.</summary>
    public ObjectMeta Metadata { get => field ??= new(); init; }

    /// <summary>What is asked for.</summary>
    public PersistentVolumeClaimSpec Spec { get => field ??= new(); init; }

    /// <summary>What was given.</summary>
    public PersistentVolumeClaimStatus Status { get => field ??= new(); init; }
}

/// <summary>A list of claims.</summary>
public sealed record PersistentVolumeClaimList : IKubernetesList<PersistentVolumeClaim>
{
    /// <summary>Group and version of the schema this object is written in; always <c>v1</c>.</summary>
    public string ApiVersion { get => field ?? "v1"; init; }

    /// <summary>Name of the kind; always <c>PersistentVolumeClaimList</c>.</summary>
    public string Kind { get => field ?? "PersistentVolumeClaimList"; init; }

    /// <summary>The list's version and paging.</summary>
    public ListMeta Metadata { get => field ??= new(); init; }

    /// <summary>The claims.</summary>
    public ImmutableArray<PersistentVolumeClaim> Items { get => field.OrEmpty(); init; }
}

/// <summary>What a claim was given.</summary>
public sealed record PersistentVolumeClaimStatus
{
    /// <summary>Pending until there is a volume, Bound, or Lost when its volume went away.</summary>
    public string? Phase { get; init; }

    /// <summary>Ways in which the volume may be used.</summary>
    public ImmutableArray<string> AccessModes { get => field.OrEmpty(); init; }

    /// <summary>Size of the volume.</summary>
    public ImmutableSortedDictionary<string, Quantity>? Capacity { get; init; }

    /// <summary>Changes of the volume under way.</summary>
    public ImmutableArray<PersistentVolumeClaimCondition> Conditions { get => field.OrEmpty(); init; }

    /// <summary>Size that a change under way leads to.</summary>
    public ImmutableSortedDictionary<string, Quantity>? AllocatedResources { get; init; }

    /// <summary>How far such changes are.</summary>
    public ImmutableSortedDictionary<string, string>? AllocatedResourceStatuses { get; init; }

    /// <summary>Class of changeable properties that the volume has.</summary>
    public string? CurrentVolumeAttributesClassName { get; init; }

    /// <summary>A change of that class under way.</summary>
    public ModifyVolumeStatus? ModifyVolumeStatus { get; init; }
}

/// <summary>A change of a claimed volume under way.</summary>
public sealed record PersistentVolumeClaimCondition
{
    /// <summary>Name of the condition, such as Resizing.</summary>
    public string Type { get => field ?? ""; init; }

    /// <summary>True, False or Unknown.</summary>
    public string Status { get => field ?? ""; init; }

    /// <summary>When it was last looked at.</summary>
    public DateTimeOffset? LastProbeTime { get; init; }

    /// <summary>When the status last changed.</summary>
    public DateTimeOffset? LastTransitionTime { get; init; }

    /// <summary>One word for why.</summary>
    public string? Reason { get; init; }

    /// <summary>Details for people.</summary>
    public string? Message { get; init; }
}

/// <summary>A change of the class of changeable properties.</summary>
public sealed record ModifyVolumeStatus
{
    /// <summary>The class that is wished for.</summary>
    public string? TargetVolumeAttributesClassName { get; init; }

    /// <summary>Pending, InProgress or Infeasible.</summary>
    public string Status { get => field ?? ""; init; }
}
