using LocalPods.Api.Core;

namespace LocalPods.Api.Validation;

/// <summary>The rules for volumes put together from several sources.</summary>
internal static class ProjectedVolumeValidation
{
    private const long LeastTokenSeconds = 600;

    public static void Validate(ProjectedVolumeSource projected, string path, FieldErrors errors)
    {
        VolumeValidation.Mode($"{path}.defaultMode", projected.DefaultMode, errors);
        var paths = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < projected.Sources.Length; i++)
        {
            var source = projected.Sources[i];
            var at = $"{path}.sources[{i}]";
            OneSource(source, at, errors);
            ValidateSource(source, at, errors);
            foreach (var file in PathsOf(source).Where(p => p.Length > 0 && !paths.Add(p)))
            {
                errors.Invalid(at, file, "conflicting duplicate paths");
            }
        }
    }

    private static void OneSource(VolumeProjection source, string path, FieldErrors errors)
    {
        (string Name, object? Source)[] all =
        [
            ("secret", source.Secret), ("configMap", source.ConfigMap), ("downwardAPI", source.DownwardAPI),
            ("serviceAccountToken", source.ServiceAccountToken), ("clusterTrustBundle", source.ClusterTrustBundle),
            ("podCertificate", source.PodCertificate),
        ];
        var set = all.Where(s => s.Source is not null).ToArray();
        if (set.Length == 0)
        {
            errors.Required(path, "may not be empty");
        }

        foreach (var (name, _) in set.Skip(1))
        {
            errors.Forbidden($"{path}.{name}", "may not specify more than 1 volume type");
        }
    }

    private static void ValidateSource(VolumeProjection source, string path, FieldErrors errors)
    {
        if (source.Secret is { } secret)
        {
            errors.RequiredText($"{path}.secret.name", secret.Name);
            VolumeValidation.Items(secret.Items, $"{path}.secret.items", errors);
        }

        if (source.ConfigMap is { } map)
        {
            errors.RequiredText($"{path}.configMap.name", map.Name);
            VolumeValidation.Items(map.Items, $"{path}.configMap.items", errors);
        }

        if (source.DownwardAPI is { } fields)
        {
            VolumeValidation.Files(fields.Items, $"{path}.downwardAPI.items", errors);
        }

        if (source.ServiceAccountToken is { } token)
        {
            PathValidation.RequiredWithin($"{path}.serviceAccountToken.path", token.Path, errors);
            if (token.ExpirationSeconds < LeastTokenSeconds)
            {
                errors.Invalid($"{path}.serviceAccountToken.expirationSeconds", token.ExpirationSeconds, "may not specify a duration less than 10 minutes");
            }
        }

        if (source.ClusterTrustBundle is { } bundle)
        {
            PathValidation.RequiredWithin($"{path}.clusterTrustBundle.path", bundle.Path, errors);
            if (string.IsNullOrEmpty(bundle.Name) == string.IsNullOrEmpty(bundle.SignerName))
            {
                errors.Required($"{path}.clusterTrustBundle", "either name or signerName must be specified");
            }
        }

        if (source.PodCertificate is { } certificate)
        {
            errors.RequiredText($"{path}.podCertificate.signerName", certificate.SignerName);
            errors.RequiredText($"{path}.podCertificate.keyType", certificate.KeyType);
        }
    }

    private static IEnumerable<string> PathsOf(VolumeProjection source) =>
    [
        .. source.Secret?.Items.Select(i => i.Path) ?? [],
        .. source.ConfigMap?.Items.Select(i => i.Path) ?? [],
        .. source.DownwardAPI?.Items.Select(i => i.Path) ?? [],
        source.ServiceAccountToken?.Path ?? "",
        source.ClusterTrustBundle?.Path ?? "",
        source.PodCertificate?.CredentialBundlePath ?? "",
        source.PodCertificate?.KeyPath ?? "",
        source.PodCertificate?.CertificateChainPath ?? "",
    ];
}
