namespace LocalPods.Orchestrator.Volumes;

/// <summary>A file of a volume that the node writes.</summary>
/// <param name="Content">All of it.</param>
/// <param name="Mode">Permission bits.</param>
internal sealed record VolumeFile(ReadOnlyMemory<byte> Content, UnixFileMode Mode)
{
    /// <summary>Who owns it; null leaves it to the daemon's user.</summary>
    public long? Owner { get; init; }

    /// <summary>When its content has to be written anew although nothing changed; null for never.</summary>
    public DateTimeOffset? RenewAt { get; init; }

    /// <summary>Permission bits as the API has them.</summary>
    public static UnixFileMode ModeOf(int? bits) => (UnixFileMode)((bits ?? 0x1A4) & 0x1FF);
}
