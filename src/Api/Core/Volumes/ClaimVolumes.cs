using System.Collections.Immutable;
using LocalPods.Api.Meta;
using LocalPods.Api.Quantities;

namespace LocalPods.Api.Core;

/// <summary>Storage claimed apart from the pod.</summary>
public sealed record PersistentVolumeClaimVolumeSource
{
    /// <summary>Name of the claim in the pod's namespace.</summary>
    public string ClaimName { get => field ?? ""; init; }

    /// <summary>Mount without the right to write, whatever the mounts say. Default false.</summary>
    public bool? ReadOnly { get; init; }
}

/// <summary>A claim made for a pod and removed with it.</summary>
public sealed record EphemeralVolumeSource
{
    /// <summary>What the claim is made from.</summary>
    public PersistentVolumeClaimTemplate? VolumeClaimTemplate { get; init; }
}

/// <summary>What a claim is made from.</summary>
public sealed record PersistentVolumeClaimTemplate
{
    /// <summary>Labels and annotations for the claim; nothing else is used.</summary>
    public ObjectMeta Metadata { get => field ??= new(); init; }

    /// <summary>What is claimed.</summary>
    public PersistentVolumeClaimSpec Spec { get => field ??= new(); init; }
}

/// <summary>What storage is claimed.</summary>
public sealed record PersistentVolumeClaimSpec
{
    /// <summary>How the storage is used: ReadWriteOnce, ReadOnlyMany, ReadWriteMany or ReadWriteOncePod.</summary>
    public ImmutableArray<string> AccessModes { get => field.OrEmpty(); init; }

    /// <summary>Volumes that may serve, by label.</summary>
    public LabelSelector? Selector { get; init; }

    /// <summary>Size that is asked for.</summary>
    public VolumeResourceRequirements Resources { get => field ??= new(); init; }

    /// <summary>The one volume that may serve.</summary>
    public string? VolumeName { get; init; }

    /// <summary>Class of storage. Absent: the default class; empty: none.</summary>
    public string? StorageClassName { get; init; }

    /// <summary>Filesystem or Block. Default Filesystem.</summary>
    public string? VolumeMode { get; init; }

    /// <summary>Snapshot or claim to begin with a copy of.</summary>
    public TypedLocalObjectReference? DataSource { get; init; }

    /// <summary>Object of any kind to fill the storage from.</summary>
    public TypedObjectReference? DataSourceRef { get; init; }

    /// <summary>Class of changeable properties of the storage.</summary>
    public string? VolumeAttributesClassName { get; init; }
}

/// <summary>Size of claimed storage.</summary>
public sealed record VolumeResourceRequirements
{
    /// <summary>Most that is acceptable.</summary>
    public ImmutableSortedDictionary<string, Quantity>? Limits { get; init; }

    /// <summary>Least that is acceptable; the key is storage.</summary>
    public ImmutableSortedDictionary<string, Quantity>? Requests { get; init; }
}

/// <summary>A volume of a CSI driver that lives as long as the pod.</summary>
public sealed record CSIVolumeSource
{
    /// <summary>Name of the driver.</summary>
    public string Driver { get => field ?? ""; init; }

    /// <summary>Mount without the right to write. Default false.</summary>
    public bool? ReadOnly { get; init; }

    /// <summary>File system to make when there is none. Absent: the driver's choice.</summary>
    public string? FsType { get; init; }

    /// <summary>Settings for the driver.</summary>
    public ImmutableSortedDictionary<string, string>? VolumeAttributes { get; init; }

    /// <summary>Secret for the driver.</summary>
    public LocalObjectReference? NodePublishSecretRef { get; init; }
}
