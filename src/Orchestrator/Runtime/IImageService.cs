using LocalPods.Api.Images;

namespace LocalPods.Orchestrator.Runtime;

/// <summary>Images of the engine.</summary>
public interface IImageService
{
    /// <summary>The image of this name, tag, digest or id, or null when the engine has none.</summary>
    Task<ImageStatus?> GetImageAsync(string reference, CancellationToken cancellationToken);

    Task<ImmutableArray<ImageStatus>> ListImagesAsync(CancellationToken cancellationToken);

    /// <summary>Pulls an image and waits for its end.</summary>
    /// <param name="reference">A name with tag or digest.</param>
    /// <param name="credentials">Null pulls anonymously.</param>
    /// <param name="progress">Told of every step; may be called from any thread.</param>
    /// <param name="cancellationToken">Abandons the pull.</param>
    /// <exception cref="ContainerRuntimeException">
    /// The registry's or engine's words; <see cref="RuntimeFailure.NotFound"/> when there is no such image,
    /// <see cref="RuntimeFailure.RegistryUnavailable"/> when the registry does not do its work,
    /// <see cref="RuntimeFailure.Timeout"/> when nothing moved for too long.
    /// </exception>
    Task<ImageStatus> PullImageAsync(string reference, RegistryCredentials? credentials, IProgress<PullProgress>? progress, CancellationToken cancellationToken);

    /// <summary>Removes an image; an unknown one counts as removed.</summary>
    Task RemoveImageAsync(string reference, CancellationToken cancellationToken);

    /// <summary>The credentials that the engine's own settings have for the registry of an image.</summary>
    /// <remarks>Never fails: what is wrong with the settings is told in the answer.</remarks>
    Task<RegistryLogins> FindLoginsAsync(ImageReference image, CancellationToken cancellationToken);

    /// <summary>Ids of the images that containers on the engine were made of, whoever made them, running or not.</summary>
    Task<ImmutableHashSet<string>> ListImagesInUseAsync(CancellationToken cancellationToken);

    /// <summary>Which of these files of an image are programs: executable, links followed. Nothing of the image is run.</summary>
    /// <param name="image">Name or id of an image that is present.</param>
    /// <param name="paths">Absolute.</param>
    /// <param name="cancellationToken">Abandons the search; what was made for it is removed, at the latest when the next daemon starts, or by a purge.</param>
    /// <exception cref="ContainerRuntimeException"><see cref="RuntimeFailure.NotFound"/> when there is no such image.</exception>
    Task<ImmutableArray<string>> FindProgramsAsync(string image, ImmutableArray<string> paths, CancellationToken cancellationToken);

    /// <summary>Asks the registry of an image for what platforms it has it, without pulling: <c>linux/amd64</c>; empty when it does not say.</summary>
    /// <exception cref="ContainerRuntimeException">It does not give it, or cannot be reached; the registry's or engine's words.</exception>
    Task<ImmutableArray<string>> FindPlatformsAsync(string reference, RegistryCredentials? credentials, CancellationToken cancellationToken);

    /// <summary>The disk that images are kept on; null when it cannot be seen from here.</summary>
    Task<ImageDisk?> GetImageDiskAsync(CancellationToken cancellationToken);
}
