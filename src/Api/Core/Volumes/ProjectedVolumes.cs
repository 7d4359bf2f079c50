using System.Collections.Immutable;
using LocalPods.Api.Meta;

namespace LocalPods.Api.Core;

/// <summary>Several sources merged into one directory.</summary>
public sealed record ProjectedVolumeSource
{
    /// <summary>The sources.</summary>
    public ImmutableArray<VolumeProjection> Sources { get => field.OrEmpty(); init; }

    /// <summary>Permission bits of the files, 0 to 511. Default 420, which is 0644.</summary>
    public int? DefaultMode { get; init; }
}

/// <summary>One source of a projected volume. One field is set.</summary>
public sealed record VolumeProjection
{
    /// <summary>Keys of a secret.</summary>
    public SecretProjection? Secret { get; init; }

    /// <summary>Fields of the pod.</summary>
    public DownwardAPIProjection? DownwardAPI { get; init; }

    /// <summary>Keys of a config map.</summary>
    public ConfigMapProjection? ConfigMap { get; init; }

    /// <summary>A token of the pod's service account.</summary>
    public ServiceAccountTokenProjection? ServiceAccountToken { get; init; }

    /// <summary>Certificates of a trust bundle.</summary>
    public ClusterTrustBundleProjection? ClusterTrustBundle { get; init; }

    /// <summary>A private key and certificate issued to the pod.</summary>
    public PodCertificateProjection? PodCertificate { get; init; }
}

/// <summary>Keys of a secret as files.</summary>
public sealed record SecretProjection
{
    /// <summary>Name of the secret.</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>Keys to show and where. Absent: every key under its own name.</summary>
    public ImmutableArray<KeyToPath> Items { get => field.OrEmpty(); init; }

    /// <summary>Go on when the secret is missing. Default false.</summary>
    public bool? Optional { get; init; }
}

/// <summary>Keys of a config map as files.</summary>
public sealed record ConfigMapProjection
{
    /// <summary>Name of the config map.</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>Keys to show and where. Absent: every key under its own name.</summary>
    public ImmutableArray<KeyToPath> Items { get => field.OrEmpty(); init; }

    /// <summary>Go on when the config map is missing. Default false.</summary>
    public bool? Optional { get; init; }
}

/// <summary>Fields of the pod as files.</summary>
public sealed record DownwardAPIProjection
{
    /// <summary>The files.</summary>
    public ImmutableArray<DownwardAPIVolumeFile> Items { get => field.OrEmpty(); init; }
}

/// <summary>A token as a file.</summary>
public sealed record ServiceAccountTokenProjection
{
    /// <summary>Who the token is meant for. Absent: the API server.</summary>
    public string? Audience { get; init; }

    /// <summary>Seconds the token is valid, at least 600; it is renewed before. Default 3600.</summary>
    public long? ExpirationSeconds { get; init; }

    /// <summary>Relative path of the file.</summary>
    public string Path { get => field ?? ""; init; }
}

/// <summary>Certificates of trust bundles as one file.</summary>
public sealed record ClusterTrustBundleProjection
{
    /// <summary>One bundle by name; not together with signerName.</summary>
    public string? Name { get; init; }

    /// <summary>All bundles of this signer that labelSelector selects.</summary>
    public string? SignerName { get; init; }

    /// <summary>Selects among the signer's bundles. Absent: none; empty: all.</summary>
    public LabelSelector? LabelSelector { get; init; }

    /// <summary>Go on when no bundle is found. Default false.</summary>
    public bool? Optional { get; init; }

    /// <summary>Relative path of the file.</summary>
    public string Path { get => field ?? ""; init; }
}

/// <summary>A private key and a certificate issued to the pod.</summary>
public sealed record PodCertificateProjection
{
    /// <summary>Signer to ask.</summary>
    public string SignerName { get => field ?? ""; init; }

    /// <summary>Kind of key, such as ED25519 or RSA3072.</summary>
    public string KeyType { get => field ?? ""; init; }

    /// <summary>Longest validity to ask for, in seconds. Default 86400.</summary>
    public int? MaxExpirationSeconds { get; init; }

    /// <summary>File for key and certificates together.</summary>
    public string? CredentialBundlePath { get; init; }

    /// <summary>File for the key alone.</summary>
    public string? KeyPath { get; init; }

    /// <summary>File for the certificates alone.</summary>
    public string? CertificateChainPath { get; init; }

    /// <summary>Further data passed on to the signer.</summary>
    public ImmutableSortedDictionary<string, string>? UserAnnotations { get; init; }
}
