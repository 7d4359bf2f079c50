using System.Collections.Immutable;

namespace LocalPods.Api.Core;

/// <summary>Which sources a volume has, for code that handles them alike.</summary>
public static class VolumeSources
{
    /// <summary>Names of the sources that are set, as in JSON. A good volume has exactly one.</summary>
    public static IReadOnlyList<string> Of(Volume volume)
    {
        var all = ImmutableArray.Create<(string Name, object? Source)>(
            ("hostPath", volume.HostPath),
            ("emptyDir", volume.EmptyDir),
            ("gcePersistentDisk", volume.GcePersistentDisk),
            ("awsElasticBlockStore", volume.AwsElasticBlockStore),
            ("gitRepo", volume.GitRepo),
            ("secret", volume.Secret),
            ("nfs", volume.Nfs),
            ("iscsi", volume.Iscsi),
            ("glusterfs", volume.Glusterfs),
            ("persistentVolumeClaim", volume.PersistentVolumeClaim),
            ("rbd", volume.Rbd),
            ("flexVolume", volume.FlexVolume),
            ("cinder", volume.Cinder),
            ("cephfs", volume.Cephfs),
            ("flocker", volume.Flocker),
            ("downwardAPI", volume.DownwardAPI),
            ("fc", volume.Fc),
            ("azureFile", volume.AzureFile),
            ("configMap", volume.ConfigMap),
            ("vsphereVolume", volume.VsphereVolume),
            ("quobyte", volume.Quobyte),
            ("azureDisk", volume.AzureDisk),
            ("photonPersistentDisk", volume.PhotonPersistentDisk),
            ("projected", volume.Projected),
            ("portworxVolume", volume.PortworxVolume),
            ("scaleIO", volume.ScaleIO),
            ("storageos", volume.Storageos),
            ("csi", volume.Csi),
            ("ephemeral", volume.Ephemeral),
            ("image", volume.Image));
        return [.. all.Where(s => s.Source is not null).Select(s => s.Name)];
    }
}
