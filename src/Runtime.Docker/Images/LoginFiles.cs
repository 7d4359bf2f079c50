using System.Text.Json;
using LocalPods.Api.Images;

namespace LocalPods.Runtime.Docker.Images;

/// <summary>
/// The credentials that <c>docker login</c> left: <c>config.json</c> and the helper programs it names, one for a registry
/// (<c>credHelpers</c>) or for all (<c>credsStore</c>). Read anew for each pull, so that a login counts at once.
/// </summary>
/// <param name="folder">Where <c>config.json</c> is, if there is one.</param>
/// <param name="helper">Asks helper programs.</param>
internal sealed class LoginFiles(string folder, LoginHelper helper)
{
    /// <summary>What the docker command calls the registry of names that have none.</summary>
    private const string DefaultServer = "https://index.docker.io/v1/";

    /// <summary>The folder that the docker command would use.</summary>
    /// <param name="environment">Looks up a variable; null or empty is unset.</param>
    /// <param name="home">The user's home folder.</param>
    public static string FolderOf(Func<string, string?> environment, string home) =>
        environment("DOCKER_CONFIG") is { Length: > 0 } folder ? folder : Path.Combine(home, ".docker");

    public async Task<RegistryLogins> FindAsync(ImageReference image, CancellationToken cancellationToken)
    {
        var file = Path.Combine(folder, "config.json");
        if (!File.Exists(file))
        {
            return RegistryLogins.None;
        }

        try
        {
            var json = await File.ReadAllBytesAsync(file, cancellationToken);
            var written = new RegistryKeyring(RegistryConfig.Parse(json, file)).Find(image);
            if (HelperOf(json, image) is not { } program)
            {
                return new RegistryLogins(written, []);
            }

            var server = image.Registry == ImageReference.DefaultRegistry ? DefaultServer : image.Registry;
            var (found, problem) = await helper.AskAsync(program, server, cancellationToken);
            return new RegistryLogins(found is null ? written : [found, .. written], problem is null ? [] : [problem]);
        }
        catch (FormatException e)
        {
            return new RegistryLogins([], [$"{file} is not read: {e.Message}"]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new RegistryLogins([], [$"{file} cannot be read: {e.Message}"]);
        }
    }

    // The file is known to be a JSON object.
    private static string? HelperOf(ReadOnlyMemory<byte> json, ImageReference image)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        string[] names = image.Registry == ImageReference.DefaultRegistry ? [DefaultServer, image.Registry, "index.docker.io"] : [image.Registry];
        return (root.TryGetProperty("credHelpers", out var helpers) ? names.Select(n => Text(helpers, n)).FirstOrDefault(p => p is not null) : null)
            ?? Text(root, "credsStore");
    }

    private static string? Text(JsonElement from, string name) =>
        from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : null;
}
