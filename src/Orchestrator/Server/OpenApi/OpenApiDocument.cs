namespace LocalPods.Orchestrator.Server.OpenApi;

/// <summary>A published document.</summary>
/// <param name="Bytes">As sent.</param>
/// <param name="Hash">Of the bytes: SHA-512 in capital hexadecimal digits.</param>
internal sealed record OpenApiDocument(byte[] Bytes, string Hash)
{
    public string ETag => $"\"{Hash}\"";
}
