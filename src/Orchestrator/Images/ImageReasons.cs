namespace LocalPods.Orchestrator.Images;

/// <summary>Reasons of a waiting container.</summary>
internal static class ImageReasons
{
    /// <summary>Those that an image which appears on the engine, or another name for it, may mend.</summary>
    public static readonly ImmutableHashSet<string> Mendable =
        ["ErrImagePull", "ImagePullBackOff", "ErrImageNeverPull", "ImageInspectError", "RegistryUnavailable"];
}
