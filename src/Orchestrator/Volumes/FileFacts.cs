namespace LocalPods.Orchestrator.Volumes;

/// <summary>What is at a place of the file system.</summary>
/// <param name="Type">Of what sort it is.</param>
/// <param name="Mode">Who may do what.</param>
/// <param name="User">Its owner.</param>
/// <param name="Group">Its group.</param>
/// <param name="Bytes">What it takes on the medium.</param>
internal sealed record FileFacts(FileType Type, UnixFileMode Mode, long User, long Group, long Bytes)
{
    /// <summary>The number by which its file system knows it; several names of one file have the same.</summary>
    public ulong Inode { get; init; }

    /// <summary>Its names; of a folder also those in it that lead up.</summary>
    public long Links { get; init; } = 1;
}

/// <summary>Sorts of what a file system holds.</summary>
internal enum FileType
{
    File,
    Folder,
    Link,
    Socket,
    CharDevice,
    BlockDevice,
    Other,
}
