using LocalPods.Api.Quantities;

namespace LocalPods.Api.Core;

/// <summary>A file or directory of the node.</summary>
public sealed record HostPathVolumeSource
{
    /// <summary>Path on the node.</summary>
    public string Path { get => field ?? ""; init; }

    /// <summary>What must be there: Directory, File, Socket, CharDevice or BlockDevice; DirectoryOrCreate and FileOrCreate make it. Default empty: no check.</summary>
    public string? Type { get; init; }
}

/// <summary>A directory that begins empty and goes with the pod.</summary>
public sealed record EmptyDirVolumeSource
{
    /// <summary>Memory for a tmpfs; default empty for the node's disk.</summary>
    public string? Medium { get; init; }

    /// <summary>Most the directory may hold. Absent: no limit.</summary>
    public Quantity? SizeLimit { get; init; }
}

/// <summary>The content of a container image as a volume.</summary>
public sealed record ImageVolumeSource
{
    /// <summary>Image to use.</summary>
    public string? Reference { get; init; }

    /// <summary>When to pull it: Always, IfNotPresent or Never. Default as for containers.</summary>
    public string? PullPolicy { get; init; }
}

/// <summary>A clone of a git repository.</summary>
public sealed record GitRepoVolumeSource
{
    /// <summary>URL to clone.</summary>
    public string Repository { get => field ?? ""; init; }

    /// <summary>Commit to check out.</summary>
    public string? Revision { get; init; }

    /// <summary>Directory to clone into; . for the volume's root.</summary>
    public string? Directory { get; init; }
}
