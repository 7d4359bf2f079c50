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
    /// The registry's or engine's words; <see cref="RuntimeFailure.NotFound"/> when there is no such image.
    /// </exception>
    Task<ImageStatus> PullImageAsync(string reference, RegistryCredentials? credentials, IProgress<PullProgress>? progress, CancellationToken cancellationToken);

    /// <summary>Removes an image; an unknown one counts as removed.</summary>
    Task RemoveImageAsync(string reference, CancellationToken cancellationToken);
}
