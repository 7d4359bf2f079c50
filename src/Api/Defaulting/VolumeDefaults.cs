using LocalPods.Api.Core;

namespace LocalPods.Api.Defaulting;

/// <summary>Fills in what a volume leaves open; one without any source becomes an emptyDir.</summary>
internal static class VolumeDefaults
{
    /// <summary>Permission bits rw-r--r--.</summary>
    private const int FileMode = 420;

    private const long TokenSeconds = 3600;
    private const int CertificateSeconds = 86400;

    public static Volume Apply(Volume volume)
    {
        var filled = volume with
        {
            HostPath = volume.HostPath is { } host ? host with { Type = host.Type ?? "" } : null,
            Secret = volume.Secret is { } secret ? secret with { DefaultMode = secret.DefaultMode ?? FileMode } : null,
            ConfigMap = volume.ConfigMap is { } map ? map with { DefaultMode = map.DefaultMode ?? FileMode } : null,
            DownwardAPI = volume.DownwardAPI is { } fields
                ? fields with { DefaultMode = fields.DefaultMode ?? FileMode, Items = [.. fields.Items.Select(Apply)] }
                : null,
            Projected = volume.Projected is { } projected
                ? projected with { DefaultMode = projected.DefaultMode ?? FileMode, Sources = [.. projected.Sources.Select(Apply)] }
                : null,
            Image = volume.Image is { } image
                ? image with { PullPolicy = image.PullPolicy.Or(ContainerDefaults.PullPolicy(image.Reference)) }
                : null,
            Iscsi = volume.Iscsi is { } iscsi ? iscsi with { IscsiInterface = iscsi.IscsiInterface.Or("default") } : null,
            Rbd = volume.Rbd is { } rbd
                ? rbd with { Pool = rbd.Pool.Or("rbd"), User = rbd.User.Or("admin"), Keyring = rbd.Keyring.Or("/etc/ceph/keyring") }
                : null,
            AzureDisk = volume.AzureDisk is { } azure
                ? azure with
                {
                    CachingMode = azure.CachingMode ?? "ReadWrite",
                    Kind = azure.Kind ?? "Shared",
                    FsType = azure.FsType ?? "ext4",
                    ReadOnly = azure.ReadOnly ?? false,
                }
                : null,
            ScaleIO = volume.ScaleIO is { } scale
                ? scale with { StorageMode = scale.StorageMode.Or("ThinProvisioned"), FsType = scale.FsType.Or("xfs") }
                : null,
            Ephemeral = volume.Ephemeral is { VolumeClaimTemplate: { } template } claim
                ? claim with { VolumeClaimTemplate = template with { Spec = template.Spec with { VolumeMode = template.Spec.VolumeMode.Or("Filesystem") } } }
                : volume.Ephemeral,
        };
        return VolumeSources.Of(filled).Count == 0 ? filled with { EmptyDir = new EmptyDirVolumeSource() } : filled;
    }

    private static VolumeProjection Apply(VolumeProjection source) => source with
    {
        ServiceAccountToken = source.ServiceAccountToken is { } token
            ? token with { ExpirationSeconds = token.ExpirationSeconds ?? TokenSeconds }
            : null,
        DownwardAPI = source.DownwardAPI is { } fields ? fields with { Items = [.. fields.Items.Select(Apply)] } : null,
        PodCertificate = source.PodCertificate is { } certificate
            ? certificate with { MaxExpirationSeconds = certificate.MaxExpirationSeconds ?? CertificateSeconds }
            : null,
    };

    private static DownwardAPIVolumeFile Apply(DownwardAPIVolumeFile file) => file with { FieldRef = ContainerDefaults.Apply(file.FieldRef) };
}
