using Microsoft.Win32.SafeHandles;

namespace LocalPods.Orchestrator.Volumes;

/// <summary>A node on which the daemon mounts nothing.</summary>
internal sealed class NoMounts : INodeMounts
{
    public bool Allowed => false;

    public void MountMemory(string folder, UnixFileMode mode, long? bytes) => throw new IOException($"mount tmpfs on {folder}: not permitted");

    public void Bind(SafeFileHandle opened, string target) => throw new IOException($"mount on {target}: not permitted");

    public ImmutableArray<string> Below(string folder) => [];

    public void UnmountBelow(string folder)
    {
    }
}
