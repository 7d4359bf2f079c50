using Microsoft.Win32.SafeHandles;

namespace LocalPods.Orchestrator.Volumes;

/// <summary>The mounts that the daemon itself makes on its node. Any thread may call.</summary>
internal interface INodeMounts
{
    /// <summary>Whether this process may mount. Where it may not, volumes do without, as each of them says.</summary>
    bool Allowed { get; }

    /// <summary>Puts a file system in memory on an empty folder; does nothing when one is there.</summary>
    /// <param name="folder">Absolute path.</param>
    /// <param name="mode">Of its root.</param>
    /// <param name="bytes">Most that it may hold; null for the kernel's choice, half of the memory.</param>
    /// <exception cref="IOException">It could not be mounted.</exception>
    void MountMemory(string folder, UnixFileMode mode, long? bytes);

    /// <summary>Shows at a place what was opened.</summary>
    /// <param name="opened">What is meant, whatever its path leads to by now.</param>
    /// <param name="target">Absolute path of a file or folder, as what was opened is one.</param>
    /// <exception cref="IOException">It could not be mounted.</exception>
    void Bind(SafeFileHandle opened, string target);

    /// <summary>Places at or below a folder where something is mounted, whoever did it, the deepest first.</summary>
    ImmutableArray<string> Below(string folder);

    /// <summary>Takes off whatever is mounted at or below a folder.</summary>
    /// <exception cref="IOException">Something is still mounted there: what the folder holds may be anybody's, and must not be removed.</exception>
    void UnmountBelow(string folder);
}
