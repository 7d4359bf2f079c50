using LocalPods.Api.Images;
using LocalPods.Api.Serialization;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Images;

/// <summary>Finds the image on the engine that a name which could not be pulled was likely meant to be. Pure.</summary>
internal static class NearImage
{
    /// <summary>
    /// The nearest: the same repository with another tag; else the same last word from another registry or folder; else a repository
    /// that is a slip of the keys away. Null when nothing is near.
    /// </summary>
    public static string? Find(ImageReference wanted, IEnumerable<ImageStatus> present)
    {
        var names = present
            .SelectMany(i => i.Tags)
            .Select(text => ImageReference.TryParse(text, out var name, out _) ? name : null)
            .OfType<ImageReference>()
            .Where(name => name.Name != wanted.Name || name.Tag != wanted.Tag)
            .ToList();
        return Nearest(names.Where(n => n.Name == wanted.Name), wanted)
            ?? Nearest(names.Where(n => LastWord(n) == LastWord(wanted)), wanted)
            ?? (EditDistance.Closest(Short(wanted), names.Select(Short)) is { } close ? Nearest(names.Where(n => Short(n) == close), wanted) : null);
    }

    private static string? Nearest(IEnumerable<ImageReference> names, ImageReference wanted) => names
        .OrderBy(n => EditDistance.Between(n.Tag ?? "", wanted.Tag ?? ""))
        .ThenBy(n => n.Text, StringComparer.Ordinal)
        .FirstOrDefault()?.Text;

    private static string LastWord(ImageReference name) => name.Repository[(name.Repository.LastIndexOf('/') + 1)..];

    private static string Short(ImageReference name) =>
        name.Registry != ImageReference.DefaultRegistry ? name.Name
        : name.Repository.StartsWith("library/", StringComparison.Ordinal) ? name.Repository["library/".Length..]
        : name.Repository;
}
