namespace LocalPods.Orchestrator.Server.Access;

/// <summary>What a client needs to call the API over HTTPS. The files are the instance's own and are renewed in place.</summary>
/// <param name="Server">The address: <c>https://127.0.0.1:7443</c>.</param>
/// <param name="CertificateAuthority">Path of the authority's certificate.</param>
/// <param name="ClientCertificate">Path of the admin's certificate.</param>
/// <param name="ClientKey">Path of the admin's key.</param>
public sealed record HttpsAccess(string Server, string CertificateAuthority, string ClientCertificate, string ClientKey);
