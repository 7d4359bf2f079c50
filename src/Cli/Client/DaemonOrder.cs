namespace LocalPods.Cli.Client;

/// <summary>What <c>localpods daemon</c> was asked for.</summary>
/// <param name="Paths">The instance and its files.</param>
/// <param name="Detached">
/// Whether a command started it in the background: it leaves the terminal's session, and writes a <see cref="ReadyLine"/> to
/// stdout and nothing after it.
/// </param>
/// <param name="HttpsPort">Port for HTTPS on 127.0.0.1; null for that of its last start, or a free one.</param>
/// <param name="Images">What the user changed about images.</param>
/// <param name="Verbose">Whether it logs what it does in detail.</param>
public sealed record DaemonOrder(InstancePaths Paths, bool Detached, int? HttpsPort, ImageSettings Images, bool Verbose)
{
    /// <summary>The folder with the manifests of static pods; null for none.</summary>
    public string? ManifestDirectory { get; init; }

    /// <summary>The Pod Security Standard of namespaces that do not say which they enforce.</summary>
    public string PodSecurity { get; init; } = PodSecuritySetting.Privileged;
}
