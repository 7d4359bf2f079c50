namespace LocalPods.Api.Core;

/// <summary>The types of secrets that Kubernetes knows, and the keys they ask for.</summary>
public static class SecretTypes
{
    /// <summary>Anything; the type of a secret that names none.</summary>
    public const string Opaque = "Opaque";

    /// <summary>A token of the service account that the annotation <see cref="ServiceAccountAnnotation"/> names.</summary>
    public const string ServiceAccountToken = "kubernetes.io/service-account-token";

    /// <summary>Credentials for registries in the older form, below <see cref="DockerConfigKey"/>.</summary>
    public const string DockerConfig = "kubernetes.io/dockercfg";

    /// <summary>Credentials for registries, below <see cref="DockerConfigJsonKey"/>.</summary>
    public const string DockerConfigJson = "kubernetes.io/dockerconfigjson";

    /// <summary>A user name, a password, or both.</summary>
    public const string BasicAuth = "kubernetes.io/basic-auth";

    /// <summary>A private key for SSH.</summary>
    public const string SshAuth = "kubernetes.io/ssh-auth";

    /// <summary>A certificate with its private key.</summary>
    public const string Tls = "kubernetes.io/tls";

    /// <summary>Names the service account of a token.</summary>
    public const string ServiceAccountAnnotation = "kubernetes.io/service-account.name";

    /// <summary>Of <see cref="DockerConfig"/>.</summary>
    public const string DockerConfigKey = ".dockercfg";

    /// <summary>Of <see cref="DockerConfigJson"/>.</summary>
    public const string DockerConfigJsonKey = ".dockerconfigjson";

    /// <summary>Of <see cref="BasicAuth"/>.</summary>
    public const string UsernameKey = "username";

    /// <summary>Of <see cref="BasicAuth"/>.</summary>
    public const string PasswordKey = "password";

    /// <summary>Of <see cref="SshAuth"/>.</summary>
    public const string SshPrivateKey = "ssh-privatekey";

    /// <summary>Of <see cref="Tls"/>: the certificate.</summary>
    public const string TlsCertificateKey = "tls.crt";

    /// <summary>Of <see cref="Tls"/>: its private key.</summary>
    public const string TlsPrivateKey = "tls.key";
}
