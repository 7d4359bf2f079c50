namespace LocalPods.Api.Core;

/// <summary>A Google Compute Engine disk.</summary>
public sealed record GCEPersistentDiskVolumeSource
{
    /// <summary>Name of the disk.</summary>
    public string PdName { get => field ?? ""; init; }

    /// <summary>File system of the disk.</summary>
    public string? FsType { get; init; }

    /// <summary>Number of the partition. Absent: the whole disk.</summary>
    public int? Partition { get; init; }

    /// <summary>Mount without the right to write. Default false.</summary>
    public bool? ReadOnly { get; init; }
}

/// <summary>An Amazon EBS disk.</summary>
public sealed record AWSElasticBlockStoreVolumeSource
{
    /// <summary>Identity of the disk.</summary>
    public string VolumeID { get => field ?? ""; init; }

    /// <summary>File system of the disk.</summary>
    public string? FsType { get; init; }

    /// <summary>Number of the partition. Absent: the whole disk.</summary>
    public int? Partition { get; init; }

    /// <summary>Mount without the right to write. Default false.</summary>
    public bool? ReadOnly { get; init; }
}

/// <summary>An OpenStack Cinder disk.</summary>
public sealed record CinderVolumeSource
{
    /// <summary>Identity of the disk.</summary>
    public string VolumeID { get => field ?? ""; init; }

    /// <summary>File system of the disk.</summary>
    public string? FsType { get; init; }

    /// <summary>Mount without the right to write. Default false.</summary>
    public bool? ReadOnly { get; init; }

    /// <summary>Secret with the credentials.</summary>
    public LocalObjectReference? SecretRef { get; init; }
}

/// <summary>An Azure file share.</summary>
public sealed record AzureFileVolumeSource
{
    /// <summary>Secret with account and key.</summary>
    public string SecretName { get => field ?? ""; init; }

    /// <summary>Name of the share.</summary>
    public string ShareName { get => field ?? ""; init; }

    /// <summary>Mount without the right to write. Default false.</summary>
    public bool? ReadOnly { get; init; }
}

/// <summary>An Azure disk.</summary>
public sealed record AzureDiskVolumeSource
{
    /// <summary>Name of the disk.</summary>
    public string DiskName { get => field ?? ""; init; }

    /// <summary>URI of the disk.</summary>
    public string DiskURI { get => field ?? ""; init; }

    /// <summary>None, ReadOnly or ReadWrite.</summary>
    public string? CachingMode { get; init; }

    /// <summary>File system of the disk. Default ext4.</summary>
    public string? FsType { get; init; }

    /// <summary>Mount without the right to write. Default false.</summary>
    public bool? ReadOnly { get; init; }

    /// <summary>Shared, Dedicated or Managed. Default Shared.</summary>
    public string? Kind { get; init; }
}

/// <summary>A vSphere disk.</summary>
public sealed record VsphereVirtualDiskVolumeSource
{
    /// <summary>Path of the disk file.</summary>
    public string VolumePath { get => field ?? ""; init; }

    /// <summary>File system of the disk.</summary>
    public string? FsType { get; init; }

    /// <summary>Name of the storage policy.</summary>
    public string? StoragePolicyName { get; init; }

    /// <summary>Identity of the storage policy.</summary>
    public string? StoragePolicyID { get; init; }
}

/// <summary>A Photon disk.</summary>
public sealed record PhotonPersistentDiskVolumeSource
{
    /// <summary>Identity of the disk.</summary>
    public string PdID { get => field ?? ""; init; }

    /// <summary>File system of the disk.</summary>
    public string? FsType { get; init; }
}
