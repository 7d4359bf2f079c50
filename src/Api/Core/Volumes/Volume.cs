namespace LocalPods.Api.Core;

/// <summary>Storage that containers of a pod may mount. At most one source is set; none means emptyDir.</summary>
public sealed record Volume
{
    /// <summary>Name containers refer to it by, unique in the pod; a DNS label.</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>A file or directory of the node.</summary>
    public HostPathVolumeSource? HostPath { get; init; }

    /// <summary>A directory that begins empty and goes with the pod.</summary>
    public EmptyDirVolumeSource? EmptyDir { get; init; }

    /// <summary>A Google Compute Engine disk.</summary>
    public GCEPersistentDiskVolumeSource? GcePersistentDisk { get; init; }

    /// <summary>An Amazon EBS disk.</summary>
    public AWSElasticBlockStoreVolumeSource? AwsElasticBlockStore { get; init; }

    /// <summary>A clone of a git repository; disabled in new releases.</summary>
    public GitRepoVolumeSource? GitRepo { get; init; }

    /// <summary>The keys of a secret as files.</summary>
    public SecretVolumeSource? Secret { get; init; }

    /// <summary>A directory of an NFS server.</summary>
    public NFSVolumeSource? Nfs { get; init; }

    /// <summary>An iSCSI disk.</summary>
    public ISCSIVolumeSource? Iscsi { get; init; }

    /// <summary>A Glusterfs volume; no longer supported.</summary>
    public GlusterfsVolumeSource? Glusterfs { get; init; }

    /// <summary>Storage claimed apart from the pod.</summary>
    public PersistentVolumeClaimVolumeSource? PersistentVolumeClaim { get; init; }

    /// <summary>A Ceph block device; no longer supported.</summary>
    public RBDVolumeSource? Rbd { get; init; }

    /// <summary>A volume of an exec-based driver.</summary>
    public FlexVolumeSource? FlexVolume { get; init; }

    /// <summary>An OpenStack Cinder disk.</summary>
    public CinderVolumeSource? Cinder { get; init; }

    /// <summary>A Ceph file system; no longer supported.</summary>
    public CephFSVolumeSource? Cephfs { get; init; }

    /// <summary>A Flocker volume; no longer supported.</summary>
    public FlockerVolumeSource? Flocker { get; init; }

    /// <summary>Fields of the pod as files.</summary>
    public DownwardAPIVolumeSource? DownwardAPI { get; init; }

    /// <summary>A Fibre Channel disk.</summary>
    public FCVolumeSource? Fc { get; init; }

    /// <summary>An Azure file share.</summary>
    public AzureFileVolumeSource? AzureFile { get; init; }

    /// <summary>The keys of a config map as files.</summary>
    public ConfigMapVolumeSource? ConfigMap { get; init; }

    /// <summary>A vSphere disk.</summary>
    public VsphereVirtualDiskVolumeSource? VsphereVolume { get; init; }

    /// <summary>A Quobyte volume; no longer supported.</summary>
    public QuobyteVolumeSource? Quobyte { get; init; }

    /// <summary>An Azure disk.</summary>
    public AzureDiskVolumeSource? AzureDisk { get; init; }

    /// <summary>A Photon disk; no longer supported.</summary>
    public PhotonPersistentDiskVolumeSource? PhotonPersistentDisk { get; init; }

    /// <summary>Several sources merged into one directory.</summary>
    public ProjectedVolumeSource? Projected { get; init; }

    /// <summary>A Portworx volume.</summary>
    public PortworxVolumeSource? PortworxVolume { get; init; }

    /// <summary>A ScaleIO volume; no longer supported.</summary>
    public ScaleIOVolumeSource? ScaleIO { get; init; }

    /// <summary>A StorageOS volume; no longer supported.</summary>
    public StorageOSVolumeSource? Storageos { get; init; }

    /// <summary>A volume of a CSI driver that lives as long as the pod.</summary>
    public CSIVolumeSource? Csi { get; init; }

    /// <summary>A claim made for this pod alone.</summary>
    public EphemeralVolumeSource? Ephemeral { get; init; }

    /// <summary>The content of a container image, read-only.</summary>
    public ImageVolumeSource? Image { get; init; }
}
