using LocalPods.Orchestrator.Volumes;

namespace LocalPods.Orchestrator.Tests.Volumes;

/// <summary>A folder of a test's own; what is mounted in it is taken off before it is removed.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = LinuxFiles.Resolve(Directory.CreateTempSubdirectory("localpods-volumes-").FullName)!;

    public string At(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    public string Folder(params string[] parts) => Directory.CreateDirectory(At(parts)).FullName;

    public string File(string content, params string[] parts)
    {
        System.IO.File.WriteAllText(At(parts), content);
        return At(parts);
    }

    public void Dispose()
    {
        new LinuxMounts().UnmountBelow(Path);
        Directory.Delete(Path, recursive: true);
    }
}
