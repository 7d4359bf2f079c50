using System.Collections.Immutable;
using LocalPods.Api.Meta;

namespace LocalPods.Api.Storage;

/// <summary>A sort of storage, and who makes volumes of it.</summary>
public sealed record StorageClass : IKubernetesObject
{
    /// <summary>Group and version of the schema this object is written in; always <c>storage.k8s.io/v1</c>.</summary>
    public string ApiVersion { get => field ?? "storage.k8s.io/v1"; init; }

    /// <summary>Name of the kind; always <c>StorageClass</c>.</summary>
    public string Kind { get => field ?? "StorageClass"; init; }

    /// <summary>Name, labels and bookkeeping.</summary>
    public ObjectMeta Metadata { get => field ??= new(); init; }

    /// <summary>Who makes the volumes. Cannot be changed.</summary>
    public string Provisioner { get => field ?? ""; init; }

    /// <summary>Settings for the provisioner. Cannot be changed.</summary>
    public ImmutableSortedDictionary<string, string>? Parameters { get; init; }

    /// <summary>What becomes of a volume when its claim is deleted: Delete or Retain. Cannot be changed. Default Delete.</summary>
    public string? ReclaimPolicy { get; init; }

    /// <summary>Options of the volumes' mounts.</summary>
    public ImmutableArray<string> MountOptions { get => field.OrEmpty(); init; }

    /// <summary>Whether claims may grow. Default false.</summary>
    public bool? AllowVolumeExpansion { get; init; }

    /// <summary>When a volume is made: Immediate, or WaitForFirstConsumer. Cannot be changed. Default Immediate.</summary>
    public string? VolumeBindingMode { get; init; }

    /// <summary>Where volumes may be made.</summary>
    public ImmutableArray<TopologySelectorTerm> AllowedTopologies { get => field.OrEmpty(); init; }
}

/// <summary>A list of storage classes.</summary>
public sealed record StorageClassList : IKubernetesList<StorageClass>
{
    /// <summary>Group and version of the schema this object is written in; always <c>storage.k8s.io/v1</c>.</summary>
    public string ApiVersion { get => field ?? "storage.k8s.io/v1"; init; }

    /// <summary>Name of the kind; always <c>StorageClassList</c>.</summary>
    public string Kind { get => field ?? "StorageClassList"; init; }

    /// <summary>The list's version and paging.</summary>
    public ListMeta Metadata { get => field ??= new(); init; }

    /// <summary>The classes.</summary>
    public ImmutableArray<StorageClass> Items { get => field.OrEmpty(); init; }
}

/// <summary>Conditions on where a volume is made.</summary>
public sealed record TopologySelectorTerm
{
    /// <summary>Conditions on labels; all must hold.</summary>
    public ImmutableArray<TopologySelectorLabelRequirement> MatchLabelExpressions { get => field.OrEmpty(); init; }
}

/// <summary>A condition on a label.</summary>
public sealed record TopologySelectorLabelRequirement
{
    /// <summary>Key of the label.</summary>
    public string Key { get => field ?? ""; init; }

    /// <summary>Values of which the label must have one.</summary>
    public ImmutableArray<string> Values { get => field.OrEmpty(); init; }
}
