namespace LocalPods.Runtime.Docker.Images;

/// <summary>A reference taken apart as a pull wants it.</summary>
/// <param name="Name">Registry and repository.</param>
/// <param name="Tag">Tag or digest.</param>
internal readonly record struct ImageName(string Name, string Tag)
{
    /// <summary>Without tag and digest it is <c>latest</c>: the engine would take no tag for all tags.</summary>
    public static ImageName Parse(string reference)
    {
        if (reference.IndexOf('@', StringComparison.Ordinal) is > 0 and var at)
        {
            var name = Parse(reference[..at]).Name; // a tag beside a digest says nothing more
            return new ImageName(name, reference[(at + 1)..]);
        }

        var colon = reference.LastIndexOf(':');
        return colon > reference.LastIndexOf('/') && colon > 0
            ? new ImageName(reference[..colon], reference[(colon + 1)..])
            : new ImageName(reference, "latest");
    }
}
