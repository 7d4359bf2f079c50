using LocalPods.Api.Core;

namespace LocalPods.Api.Validation;

/// <summary>What volumes of network file systems, clouds and drivers must say at least.</summary>
internal static class DriverVolumeValidation
{
    public static void Validate(Volume volume, string path, FieldErrors errors)
    {
        foreach (var (field, value) in RequiredFields(volume))
        {
            errors.RequiredText($"{path}.{field}", value);
        }

        if (volume.Nfs is { Path.Length: > 0 } nfs && !nfs.Path.StartsWith('/'))
        {
            errors.Invalid($"{path}.nfs.path", nfs.Path, "must be an absolute path");
        }

        if (volume.Ephemeral is { VolumeClaimTemplate: null })
        {
            errors.Required($"{path}.ephemeral.volumeClaimTemplate");
        }

        if (volume.Fc is { TargetWWNs.IsEmpty: true, Wwids.IsEmpty: true })
        {
            errors.Required($"{path}.fc.targetWWNs", "must specify either targetWWNs or wwids, but not both");
        }
    }

    private static IEnumerable<(string Field, string? Value)> RequiredFields(Volume volume)
    {
        if (volume.Nfs is { } nfs)
        {
            yield return ("nfs.server", nfs.Server);
            yield return ("nfs.path", nfs.Path);
        }

        if (volume.Iscsi is { } iscsi)
        {
            yield return ("iscsi.targetPortal", iscsi.TargetPortal);
            yield return ("iscsi.iqn", iscsi.Iqn);
        }

        if (volume.GitRepo is { } git)
        {
            yield return ("gitRepo.repository", git.Repository);
        }

        if (volume.Csi is { } csi)
        {
            yield return ("csi.driver", csi.Driver);
        }

        if (volume.FlexVolume is { } flex)
        {
            yield return ("flexVolume.driver", flex.Driver);
        }

        if (volume.Glusterfs is { } gluster)
        {
            yield return ("glusterfs.endpoints", gluster.Endpoints);
            yield return ("glusterfs.path", gluster.Path);
        }

        if (volume.Rbd is { } rbd)
        {
            yield return ("rbd.monitors", rbd.Monitors.FirstOrDefault());
            yield return ("rbd.image", rbd.Image);
        }

        if (volume.Cephfs is { } ceph)
        {
            yield return ("cephfs.monitors", ceph.Monitors.FirstOrDefault());
        }

        if (volume.Quobyte is { } quobyte)
        {
            yield return ("quobyte.registry", quobyte.Registry);
            yield return ("quobyte.volume", quobyte.Volume);
        }

        if (volume.ScaleIO is { } scale)
        {
            yield return ("scaleIO.gateway", scale.Gateway);
            yield return ("scaleIO.system", scale.System);
            yield return ("scaleIO.volumeName", scale.VolumeName);
        }

        foreach (var field in RequiredCloudFields(volume))
        {
            yield return field;
        }
    }

    private static IEnumerable<(string Field, string? Value)> RequiredCloudFields(Volume volume)
    {
        if (volume.GcePersistentDisk is { } gce)
        {
            yield return ("gcePersistentDisk.pdName", gce.PdName);
        }

        if (volume.AwsElasticBlockStore is { } aws)
        {
            yield return ("awsElasticBlockStore.volumeID", aws.VolumeID);
        }

        if (volume.Cinder is { } cinder)
        {
            yield return ("cinder.volumeID", cinder.VolumeID);
        }

        if (volume.AzureFile is { } azureFile)
        {
            yield return ("azureFile.secretName", azureFile.SecretName);
            yield return ("azureFile.shareName", azureFile.ShareName);
        }

        if (volume.AzureDisk is { } azureDisk)
        {
            yield return ("azureDisk.diskName", azureDisk.DiskName);
            yield return ("azureDisk.diskURI", azureDisk.DiskURI);
        }

        if (volume.VsphereVolume is { } vsphere)
        {
            yield return ("vsphereVolume.volumePath", vsphere.VolumePath);
        }

        if (volume.PhotonPersistentDisk is { } photon)
        {
            yield return ("photonPersistentDisk.pdID", photon.PdID);
        }

        if (volume.PortworxVolume is { } portworx)
        {
            yield return ("portworxVolume.volumeID", portworx.VolumeID);
        }
    }
}
