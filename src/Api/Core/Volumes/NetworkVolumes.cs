using System.Collections.Immutable;
using LocalPods.Api.Meta;

namespace LocalPods.Api.Core;

/// <summary>A directory of an NFS server.</summary>
public sealed record NFSVolumeSource
{
    /// <summary>Name or address of the server.</summary>
    public string Server { get => field ?? ""; init; }

    /// <summary>Directory the server exports.</summary>
    public string Path { get => field ?? ""; init; }

    /// <summary>Mount without the right to write. Default false.</summary>
    public bool? ReadOnly { get; init; }
}

/// <summary>An iSCSI disk.</summary>
public sealed record ISCSIVolumeSource
{
    /// <summary>Address of the portal, with the port unless it is 3260.</summary>
    public string TargetPortal { get => field ?? ""; init; }

    /// <summary>Qualified name of the target.</summary>
    public string Iqn { get => field ?? ""; init; }

    /// <summary>Number of the unit.</summary>
    public int Lun { get; init; }

    /// <summary>Interface to use. Default default.</summary>
    public string? IscsiInterface { get; init; }

    /// <summary>File system of the disk.</summary>
    public string? FsType { get; init; }

    /// <summary>Mount without the right to write. Default false.</summary>
    public bool? ReadOnly { get; init; }

    /// <summary>Further portals, for more than one path.</summary>
    public ImmutableArray<string> Portals { get => field.OrEmpty(); init; }

    /// <summary>Authenticate for discovery.</summary>
    public bool? ChapAuthDiscovery { get; init; }

    /// <summary>Authenticate for sessions.</summary>
    public bool? ChapAuthSession { get; init; }

    /// <summary>Secret with the credentials.</summary>
    public LocalObjectReference? SecretRef { get; init; }

    /// <summary>Own name as the initiator.</summary>
    public string? InitiatorName { get; init; }
}

/// <summary>A Fibre Channel disk.</summary>
public sealed record FCVolumeSource
{
    /// <summary>World wide names of targets.</summary>
    public ImmutableArray<string> TargetWWNs { get => field.OrEmpty(); init; }

    /// <summary>Number of the unit.</summary>
    public int? Lun { get; init; }

    /// <summary>File system of the disk.</summary>
    public string? FsType { get; init; }

    /// <summary>Mount without the right to write. Default false.</summary>
    public bool? ReadOnly { get; init; }

    /// <summary>World wide identifiers; given in place of targets and unit.</summary>
    public ImmutableArray<string> Wwids { get => field.OrEmpty(); init; }
}

/// <summary>A Glusterfs volume.</summary>
public sealed record GlusterfsVolumeSource
{
    /// <summary>Endpoints object that lists the servers.</summary>
    public string Endpoints { get => field ?? ""; init; }

    /// <summary>Name of the volume.</summary>
    public string Path { get => field ?? ""; init; }

    /// <summary>Mount without the right to write. Default false.</summary>
    public bool? ReadOnly { get; init; }
}

/// <summary>A Ceph block device.</summary>
public sealed record RBDVolumeSource
{
    /// <summary>Addresses of the monitors.</summary>
    public ImmutableArray<string> Monitors { get => field.OrEmpty(); init; }

    /// <summary>Name of the image.</summary>
    public string Image { get => field ?? ""; init; }

    /// <summary>File system of the device.</summary>
    public string? FsType { get; init; }

    /// <summary>Pool of the image. Default rbd.</summary>
    public string? Pool { get; init; }

    /// <summary>User to act as. Default admin.</summary>
    public string? User { get; init; }

    /// <summary>Key ring on the node.</summary>
    public string? Keyring { get; init; }

    /// <summary>Secret in place of the key ring.</summary>
    public LocalObjectReference? SecretRef { get; init; }

    /// <summary>Mount without the right to write. Default false.</summary>
    public bool? ReadOnly { get; init; }
}

/// <summary>A Ceph file system.</summary>
public sealed record CephFSVolumeSource
{
    /// <summary>Addresses of the monitors.</summary>
    public ImmutableArray<string> Monitors { get => field.OrEmpty(); init; }

    /// <summary>Directory within the file system. Default /.</summary>
    public string? Path { get; init; }

    /// <summary>User to act as. Default admin.</summary>
    public string? User { get; init; }

    /// <summary>File with the key on the node.</summary>
    public string? SecretFile { get; init; }

    /// <summary>Secret in place of the file.</summary>
    public LocalObjectReference? SecretRef { get; init; }

    /// <summary>Mount without the right to write. Default false.</summary>
    public bool? ReadOnly { get; init; }
}

/// <summary>A Quobyte volume.</summary>
public sealed record QuobyteVolumeSource
{
    /// <summary>Addresses of the registries, separated by commas.</summary>
    public string Registry { get => field ?? ""; init; }

    /// <summary>Name of the volume.</summary>
    public string Volume { get => field ?? ""; init; }

    /// <summary>Mount without the right to write. Default false.</summary>
    public bool? ReadOnly { get; init; }

    /// <summary>User to act as.</summary>
    public string? User { get; init; }

    /// <summary>Group to act as.</summary>
    public string? Group { get; init; }

    /// <summary>Owner of the volume.</summary>
    public string? Tenant { get; init; }
}

/// <summary>A Flocker volume.</summary>
public sealed record FlockerVolumeSource
{
    /// <summary>Name of the data set.</summary>
    public string? DatasetName { get; init; }

    /// <summary>Identity of the data set.</summary>
    public string? DatasetUUID { get; init; }
}

/// <summary>A Portworx volume.</summary>
public sealed record PortworxVolumeSource
{
    /// <summary>Identity of the volume.</summary>
    public string VolumeID { get => field ?? ""; init; }

    /// <summary>File system of the volume.</summary>
    public string? FsType { get; init; }

    /// <summary>Mount without the right to write. Default false.</summary>
    public bool? ReadOnly { get; init; }
}

/// <summary>A StorageOS volume.</summary>
public sealed record StorageOSVolumeSource
{
    /// <summary>Name of the volume.</summary>
    public string? VolumeName { get; init; }

    /// <summary>Namespace of the volume. Absent: the pod's.</summary>
    public string? VolumeNamespace { get; init; }

    /// <summary>File system of the volume.</summary>
    public string? FsType { get; init; }

    /// <summary>Mount without the right to write. Default false.</summary>
    public bool? ReadOnly { get; init; }

    /// <summary>Secret with the credentials.</summary>
    public LocalObjectReference? SecretRef { get; init; }
}

/// <summary>A ScaleIO volume.</summary>
public sealed record ScaleIOVolumeSource
{
    /// <summary>Address of the gateway.</summary>
    public string Gateway { get => field ?? ""; init; }

    /// <summary>Name of the storage system.</summary>
    public string System { get => field ?? ""; init; }

    /// <summary>Secret with the credentials.</summary>
    public LocalObjectReference? SecretRef { get; init; }

    /// <summary>Speak TLS with the gateway. Default false.</summary>
    public bool? SslEnabled { get; init; }

    /// <summary>Name of the protection domain.</summary>
    public string? ProtectionDomain { get; init; }

    /// <summary>Name of the pool.</summary>
    public string? StoragePool { get; init; }

    /// <summary>ThickProvisioned or ThinProvisioned. Default ThinProvisioned.</summary>
    public string? StorageMode { get; init; }

    /// <summary>Name of the volume.</summary>
    public string? VolumeName { get; init; }

    /// <summary>File system of the volume.</summary>
    public string? FsType { get; init; }

    /// <summary>Mount without the right to write. Default false.</summary>
    public bool? ReadOnly { get; init; }
}

/// <summary>A volume of an exec-based driver.</summary>
public sealed record FlexVolumeSource
{
    /// <summary>Name of the driver.</summary>
    public string Driver { get => field ?? ""; init; }

    /// <summary>File system of the volume.</summary>
    public string? FsType { get; init; }

    /// <summary>Secret for the driver.</summary>
    public LocalObjectReference? SecretRef { get; init; }

    /// <summary>Mount without the right to write. Default false.</summary>
    public bool? ReadOnly { get; init; }

    /// <summary>Settings for the driver.</summary>
    public ImmutableSortedDictionary<string, string>? Options { get; init; }
}
