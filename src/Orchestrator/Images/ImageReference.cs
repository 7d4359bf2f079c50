namespace LocalPods.Orchestrator.Images;

/// <summary>Names of images.</summary>
internal static class ImageReference
{
    /// <summary>Adds <c>:latest</c> to a name with neither tag nor digest (spec 3); null when it is not a name at all.</summary>
    public static string? Normalize(string? image)
    {
        if (string.IsNullOrEmpty(image) || image.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)) || image[^1] is ':' or '/' or '@')
        {
            return null;
        }

        if (image.Contains('@', StringComparison.Ordinal) || image.StartsWith("sha256:", StringComparison.Ordinal))
        {
            return image;
        }

        var last = image[(image.LastIndexOf('/') + 1)..];
        var path = image[..^last.Length];
        var name = last.Split(':', 2)[0];
        if (name.Length == 0 || name.Any(char.IsAsciiLetterUpper) || (path.Contains('/', StringComparison.Ordinal) && path.Contains("//", StringComparison.Ordinal)))
        {
            return null;
        }

        return last.Contains(':', StringComparison.Ordinal) ? image : image + ":latest";
    }
}
