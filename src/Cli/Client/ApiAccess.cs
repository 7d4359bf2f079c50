using System.Security.Cryptography.X509Certificates;

namespace LocalPods.Cli.Client;

/// <summary>An API server anywhere, and who asks it.</summary>
/// <param name="Server">Its address, with <c>http</c> or <c>https</c>.</param>
internal sealed record ApiAccess(Uri Server)
{
    /// <summary>Who may vouch for the server; null for the system's authorities.</summary>
    public X509Certificate2Collection? Authorities { get; init; }

    /// <summary>Whether the server is believed whatever it shows.</summary>
    public bool Insecure { get; init; }

    /// <summary>The name its certificate must have; null for that of its address.</summary>
    public string? ServerName { get; init; }

    /// <summary>With its private key; null for none.</summary>
    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>The value of the Authorization header; null for none.</summary>
    public string? Authorization { get; init; }

    /// <summary>Further header lines, each with its line end: whom to act as.</summary>
    public string Impersonation { get; init; } = "";

    /// <summary>The namespace of the context.</summary>
    public string Namespace { get; init; } = "default";
}
