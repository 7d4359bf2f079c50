using LocalPods.Api.Core;
using LocalPods.Orchestrator.Volumes;

namespace LocalPods.Orchestrator.Tests.Volumes;

/// <summary>What is checked and made at a host path (spec: workloads 14).</summary>
public sealed class HostPathTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [Trait("spec", "WN-59")]
    [InlineData("Directory", "none", "directory")]
    [InlineData("Directory", "file", "directory")]
    [InlineData("DirectoryOrCreate", "file", "directory")]
    [InlineData("File", "none", "file")]
    [InlineData("File", "folder", "file")]
    [InlineData("FileOrCreate", "folder", "file")]
    [InlineData("Socket", "file", "socket file")]
    [InlineData("CharDevice", "file", "character device")]
    [InlineData("BlockDevice", "folder", "block device")]
    public void What_is_of_another_type_is_refused_in_the_kubelets_words(string type, string name, string kind)
    {
        _folder.Folder("folder");
        _folder.File("", "file");
        var path = _folder.At(name);
        Should.Throw<VolumeException>(() => SetUp(type, path)).Message.ShouldBe($"hostPath type check failed: {path} is not a {kind}");
    }

    [Fact]
    [Trait("spec", "WN-59")]
    public void What_may_be_made_is_made_with_its_mode()
    {
        SetUp("DirectoryOrCreate", _folder.At("a", "b"));
        File.GetUnixFileMode(_folder.At("a", "b")).ShouldBe((UnixFileMode)Convert.ToInt32("755", 8));
        SetUp("FileOrCreate", _folder.At("a", "f"));
        File.GetUnixFileMode(_folder.At("a", "f")).ShouldBe((UnixFileMode)Convert.ToInt32("644", 8));
        File.WriteAllText(_folder.At("a", "f"), "kept");
        SetUp("FileOrCreate", _folder.At("a", "f"));
        File.ReadAllText(_folder.At("a", "f")).ShouldBe("kept");
        Should.Throw<IOException>(() => SetUp("FileOrCreate", _folder.At("none", "f")));
    }

    [Fact]
    public void Devices_and_files_are_what_they_are()
    {
        SetUp("CharDevice", "/dev/null").ShouldBe("/dev/null");
        SetUp("File", "/proc/self/status");
        SetUp("", _folder.At("whatever"));
        Directory.EnumerateFileSystemEntries(_folder.Path).ShouldBeEmpty();
    }

    private static string SetUp(string type, string path) => HostPathVolume.SetUp("v", new HostPathVolumeSource { Path = path, Type = type });
}
