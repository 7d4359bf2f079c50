using System.Text.Json;
using LocalPods.Api.Images;
using LocalPods.Runtime.Docker.Engine;
using LocalPods.Runtime.Docker.Engine.Wire;
using LocalPods.Runtime.Docker.Images;

namespace LocalPods.Runtime.Docker;

public sealed partial class DockerRuntime
{
    public async Task<ImageStatus?> GetImageAsync(string reference, CancellationToken cancellationToken) =>
        await _images.FindAsync(reference, cancellationToken) is { } image ? StatusOf(image) : null;

    public async Task<ImmutableArray<ImageStatus>> ListImagesAsync(CancellationToken cancellationToken) =>
        [.. (await _engine.ListImagesAsync(cancellationToken)).Select(i => new ImageStatus(i.Id, Named(i.RepoTags), Named(i.RepoDigests), i.Size, User: ""))];

    public async Task<ImageStatus> PullImageAsync(string reference, RegistryCredentials? credentials, IProgress<PullProgress>? progress, CancellationToken cancellationToken)
    {
        var (name, tag) = ImageName.Parse(reference);
        var doing = $"pull image {reference}";
        await foreach (var line in _engine.PullImageAsync(name, tag, credentials is null ? null : Header(credentials), doing, cancellationToken))
        {
            if (line.Status is { } step)
            {
                // The line that names the tag has it where lines about layers have the layer.
                var layer = line.Id is { } id && id != tag ? id : null;
                progress?.Report(new PullProgress(layer, step, line.ProgressDetail?.Current ?? 0, line.ProgressDetail?.Total ?? 0));
            }
        }

        _images.Clear();
        return await GetImageAsync(reference, cancellationToken)
            ?? throw new ContainerRuntimeException(RuntimeFailure.NotFound, $"{doing}: it was removed as soon as it was there");
    }

    public async Task RemoveImageAsync(string reference, CancellationToken cancellationToken)
    {
        try
        {
            await _engine.RemoveImageAsync(reference, cancellationToken);
        }
        catch (ContainerRuntimeException e) when (e.Failure == RuntimeFailure.NotFound)
        {
            // gone is what was wanted
        }

        _images.Clear();
    }

    public Task<RegistryLogins> FindLoginsAsync(ImageReference image, CancellationToken cancellationToken) => _logins.FindAsync(image, cancellationToken);

    public async Task<ImmutableHashSet<string>> ListImagesInUseAsync(CancellationToken cancellationToken) =>
        [.. (await _engine.ListContainersAsync([], "list images in use", cancellationToken)).Select(c => c.ImageID)];

    public async Task<ImageDisk?> GetImageDiskAsync(CancellationToken cancellationToken)
    {
        // Only an engine on this machine has its files where its answer says.
        var folder = _engine.Address is EngineAddress.UnixSocket ? (await _engine.GetInfoAsync(cancellationToken)).DockerRootDir : "";
        if (!Directory.Exists(folder))
        {
            return null;
        }

        try
        {
            var disk = new DriveInfo(folder);
            return new ImageDisk(disk.TotalSize, disk.AvailableFreeSpace);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static ImageStatus StatusOf(ImageInspect image) =>
        new(image.Id, Named(image.RepoTags), Named(image.RepoDigests), image.Size, image.Config?.User ?? "")
        {
            Platform = image is { Os.Length: > 0, Architecture.Length: > 0 } ? $"{image.Os}/{image.Architecture}" : "",
            Entrypoint = [.. image.Config?.Entrypoint ?? []],
            Arguments = [.. image.Config?.Cmd ?? []],
            WorkingDir = image.Config?.WorkingDir ?? "",
            SearchPath = image.Config?.Env?.LastOrDefault(e => e.StartsWith("PATH=", StringComparison.Ordinal))?["PATH=".Length..] ?? "",
        };

    /// <summary>The engine writes <c>&lt;none&gt;</c> for an image without names.</summary>
    private static ImmutableArray<string> Named(IReadOnlyList<string>? names) =>
        names is null ? [] : [.. names.Where(n => !n.Contains("<none>", StringComparison.Ordinal))];

    private static string Header(RegistryCredentials credentials)
    {
        var token = credentials.IdentityToken is { Length: > 0 } given ? given : null;
        var body = new RegistryAuthBody(credentials.Username, credentials.Password, credentials.Server, token);
        return Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(body, EngineJson.Default.RegistryAuthBody)).Replace('+', '-').Replace('/', '_');
    }
}
