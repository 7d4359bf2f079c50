using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace LocalPods.Runtime.Docker.Engine;

/// <summary>
/// Finds the engine the docker command would use: an explicit host, <c>DOCKER_HOST</c>, the context named by
/// <c>DOCKER_CONTEXT</c> or the configuration file, and last the default socket.
/// </summary>
/// <param name="environment">Looks up a variable; null or empty is unset.</param>
/// <param name="home">The user's home folder.</param>
internal sealed class EngineAddressResolver(Func<string, string?> environment, string home)
{
    /// <summary>The address, from whatever speaks first.</summary>
    /// <param name="explicitHost">Beats everything else when not null.</param>
    /// <exception cref="ContainerRuntimeException"><see cref="RuntimeFailure.Refused"/>: what is wrong with the settings.</exception>
    public EngineAddress Resolve(string? explicitHost)
    {
        if ((explicitHost ?? Setting("DOCKER_HOST")) is { } host)
        {
            return EngineAddress.Parse(host, TlsFromEnvironment());
        }

        var folder = Setting("DOCKER_CONFIG") ?? Path.Combine(home, ".docker");
        var context = Setting("DOCKER_CONTEXT") ?? CurrentContext(Path.Combine(folder, "config.json"));
        return context is null or "default"
            ? new EngineAddress.UnixSocket(EngineAddress.DefaultSocket)
            : FromContext(folder, context);
    }

    private string? Setting(string name) => environment(name) is { Length: > 0 } value ? value : null;

    private TlsMaterial? TlsFromEnvironment()
    {
        var verify = Setting("DOCKER_TLS_VERIFY") is not null;
        return verify || Setting("DOCKER_TLS") is not null
            ? new TlsMaterial(Setting("DOCKER_CERT_PATH") ?? Path.Combine(home, ".docker"), verify)
            : null;
    }

    private static string? CurrentContext(string file)
    {
        if (!File.Exists(file))
        {
            return null;
        }

        using var document = Read(file);
        return Text(document.RootElement, "currentContext");
    }

    private static EngineAddress FromContext(string folder, string context)
    {
        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(context)));
        var file = Path.Combine(folder, "contexts", "meta", id, "meta.json");
        if (!File.Exists(file))
        {
            throw new ContainerRuntimeException(
                RuntimeFailure.Refused,
                $"docker context \"{context}\" is in use but not defined ({file} is missing); see docker context ls");
        }

        using var document = Read(file);
        if (!document.RootElement.TryGetProperty("Endpoints", out var endpoints)
            || !endpoints.TryGetProperty("docker", out var endpoint)
            || Text(endpoint, "Host") is not { } host)
        {
            throw new ContainerRuntimeException(RuntimeFailure.Refused, $"docker context \"{context}\" names no engine ({file})");
        }

        var tls = Path.Combine(folder, "contexts", "tls", id, "docker");
        var skip = endpoint.TryGetProperty("SkipTLSVerify", out var skipped) && skipped.ValueKind == JsonValueKind.True;
        return EngineAddress.Parse(host, Directory.Exists(tls) || skip ? new TlsMaterial(Directory.Exists(tls) ? tls : null, !skip) : null);
    }

    private static JsonDocument Read(string file)
    {
        try
        {
            return JsonDocument.Parse(File.ReadAllBytes(file));
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new ContainerRuntimeException(RuntimeFailure.Refused, $"read {file}: {e.Message}", e);
        }
    }

    private static string? Text(JsonElement from, string name) =>
        from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : null;
}
