namespace LocalPods.Cli.Commands.Streams;

/// <summary>A place that <c>cp</c> copies from or to.</summary>
/// <param name="Namespace">Of the pod; null for that of the request.</param>
/// <param name="Pod">Null for a file of this machine.</param>
/// <param name="Path">The file or folder.</param>
internal sealed record CopySpec(string? Namespace, string? Pod, string Path)
{
    /// <summary>Reads <c>[[NAMESPACE/]POD:]PATH</c>.</summary>
    /// <exception cref="CommandException">It is none of these.</exception>
    public static CopySpec Read(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
        {
            return new CopySpec(null, null, text);
        }

        var (before, path) = (text[..colon], text[(colon + 1)..]);
        return before.Split('/') switch
        {
            [{ Length: > 0 } pod] => new CopySpec(null, pod, path),
            [var ns, { Length: > 0 } pod] => new CopySpec(ns, pod, path),
            _ => throw CommandException.Error("filespec must match the canonical format: [[namespace/]pod:]file/path"),
        };
    }
}
