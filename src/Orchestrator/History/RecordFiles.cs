namespace LocalPods.Orchestrator.History;

/// <summary>Records as files named <c>history</c> in the folders of their pods, with which they go.</summary>
/// <param name="folderOf">The folder of a pod by its uid.</param>
internal sealed class RecordFiles(Func<string, string> folderOf) : IRecordFiles
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public byte[]? Read(string podUid) => File.Exists(PathOf(podUid)) ? File.ReadAllBytes(PathOf(podUid)) : null;

    public void Append(string podUid, ReadOnlySpan<byte> lines)
    {
        Directory.CreateDirectory(folderOf(podUid), OwnerOnly);
        using var file = new FileStream(PathOf(podUid), FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        file.Write(lines);
    }

    public void Replace(string podUid, ReadOnlySpan<byte> lines)
    {
        Directory.CreateDirectory(folderOf(podUid), OwnerOnly);
        var fresh = PathOf(podUid) + ".new";
        File.WriteAllBytes(fresh, lines);
        File.Move(fresh, PathOf(podUid), overwrite: true);
    }

    private string PathOf(string podUid) => Path.Combine(folderOf(podUid), "history");
}
