using System.Collections.Immutable;
using LocalPods.Api.Meta;
using LocalPods.Api.Quantities;

namespace LocalPods.Api.Core;

/// <summary>Storage that is there for claims.</summary>
public sealed record PersistentVolume : IKubernetesObject
{
    /// <summary>Group and version of the schema this object is written in; always <c>v1</c>.</summary>
    public string ApiVersion { get => field ?? "v1"; init; }

    /// <summary>Name of the kind; always <c>PersistentVolume</c>.</summary>
    public string Kind { get => field ?? "PersistentVolume"; init; }

    /// <summary>Name, labels and bookkeeping.</summary>
    public ObjectMeta Metadata { get => field ??= new(); init; }

    /// <summary>Where the storage is, and who may have it.</summary>
    public PersistentVolumeSpec Spec { get => field ??= new(); init; }

    /// <summary>Whether somebody has it.</summary>
    public PersistentVolumeStatus Status { get => field ??= new(); init; }
}

/// <summary>A list of persistent volumes.</summary>
public sealed record PersistentVolumeList : IKubernetesList<PersistentVolume>
{
    /// <summary>Group and version of the schema this object is written in; always <c>v1</c>.</summary>
    public string ApiVersion { get => field ?? "v1"; init; }

    /// <summary>Name of the kind; always <c>PersistentVolumeList</c>.</summary>
    public string Kind { get => field ?? "PersistentVolumeList"; init; }

    /// <summary>The list's version and paging.</summary>
    public ListMeta Metadata { get => field ??= new(); init; }

    /// <summary>The volumes.</summary>
    public ImmutableArray<PersistentVolume> Items { get => field.OrEmpty(); init; }
}

/// <summary>Where storage is, and who may have it. Exactly one source is set; those of this node are hostPath and local.</summary>
public sealed record PersistentVolumeSpec
{
    /// <summary>Its size; the key is storage.</summary>
    public ImmutableSortedDictionary<string, Quantity>? Capacity { get; init; }

    /// <summary>Ways in which it may be used: ReadWriteOnce, ReadOnlyMany, ReadWriteMany or ReadWriteOncePod.</summary>
    public ImmutableArray<string> AccessModes { get => field.OrEmpty(); init; }

    /// <summary>The claim that has it, or the only one that may.</summary>
    public ObjectReference? ClaimRef { get; init; }

    /// <summary>What becomes of it when its claim is deleted: Retain or Delete. Default Retain; of a volume made for a claim its class says it.</summary>
    public string? PersistentVolumeReclaimPolicy { get; init; }

    /// <summary>Class that claims must name to get it. Absent: none.</summary>
    public string? StorageClassName { get; init; }

    /// <summary>Options of its mount.</summary>
    public ImmutableArray<string> MountOptions { get => field.OrEmpty(); init; }

    /// <summary>Filesystem or Block. Default Filesystem.</summary>
    public string? VolumeMode { get; init; }

    /// <summary>Nodes from which it can be reached. Required for local volumes.</summary>
    public VolumeNodeAffinity? NodeAffinity { get; init; }

    /// <summary>Class of changeable properties.</summary>
    public string? VolumeAttributesClassName { get; init; }

    /// <summary>A directory of the node, for tests.</summary>
    public HostPathVolumeSource? HostPath { get; init; }

    /// <summary>A disk or directory of the nodes that nodeAffinity names.</summary>
    public LocalVolumeSource? Local { get; init; }

    /// <summary>A directory of an NFS server.</summary>
    public NFSVolumeSource? Nfs { get; init; }

    /// <summary>A volume of a CSI driver.</summary>
    public CSIPersistentVolumeSource? Csi { get; init; }

    /// <summary>A Fibre Channel disk.</summary>
    public FCVolumeSource? Fc { get; init; }

    /// <summary>A Google Compute Engine disk.</summary>
    public GCEPersistentDiskVolumeSource? GcePersistentDisk { get; init; }

    /// <summary>An Amazon EBS disk.</summary>
    public AWSElasticBlockStoreVolumeSource? AwsElasticBlockStore { get; init; }

    /// <summary>An Azure disk.</summary>
    public AzureDiskVolumeSource? AzureDisk { get; init; }

    /// <summary>A vSphere disk.</summary>
    public VsphereVirtualDiskVolumeSource? VsphereVolume { get; init; }

    /// <summary>A Portworx volume.</summary>
    public PortworxVolumeSource? PortworxVolume { get; init; }
}

/// <summary>Nodes from which a volume can be reached.</summary>
public sealed record VolumeNodeAffinity
{
    /// <summary>Conditions on a node.</summary>
    public NodeSelector? Required { get; init; }
}

/// <summary>A disk or directory of a node.</summary>
public sealed record LocalVolumeSource
{
    /// <summary>Path on the node.</summary>
    public string Path { get => field ?? ""; init; }

    /// <summary>File system of a disk. Absent: found out.</summary>
    public string? FsType { get; init; }
}

/// <summary>A volume of a CSI driver.</summary>
public sealed record CSIPersistentVolumeSource
{
    /// <summary>Name of the driver.</summary>
    public string Driver { get => field ?? ""; init; }

    /// <summary>The driver's name for the volume.</summary>
    public string VolumeHandle { get => field ?? ""; init; }

    /// <summary>Mount without the right to write. Default false.</summary>
    public bool? ReadOnly { get; init; }

    /// <summary>File system to make when there is none.</summary>
    public string? FsType { get; init; }

    /// <summary>Settings for the driver.</summary>
    public ImmutableSortedDictionary<string, string>? VolumeAttributes { get; init; }

    /// <summary>Secret for attaching.</summary>
    public SecretReference? ControllerPublishSecretRef { get; init; }

    /// <summary>Secret for staging.</summary>
    public SecretReference? NodeStageSecretRef { get; init; }

    /// <summary>Secret for mounting.</summary>
    public SecretReference? NodePublishSecretRef { get; init; }

    /// <summary>Secret for growing it, on the controller's side.</summary>
    public SecretReference? ControllerExpandSecretRef { get; init; }

    /// <summary>Secret for growing it, on the node.</summary>
    public SecretReference? NodeExpandSecretRef { get; init; }
}

/// <summary>A secret in any namespace.</summary>
public sealed record SecretReference
{
    /// <summary>Name of the secret.</summary>
    public string? Name { get; init; }

    /// <summary>Its namespace.</summary>
    public string? Namespace { get; init; }
}

/// <summary>Whether somebody has a persistent volume.</summary>
public sealed record PersistentVolumeStatus
{
    /// <summary>Available, Bound, Released once its claim is gone, or Failed.</summary>
    public string? Phase { get; init; }

    /// <summary>Details for people.</summary>
    public string? Message { get; init; }

    /// <summary>One word for why.</summary>
    public string? Reason { get; init; }

    /// <summary>When the phase last changed.</summary>
    public DateTimeOffset? LastPhaseTransitionTime { get; init; }
}
