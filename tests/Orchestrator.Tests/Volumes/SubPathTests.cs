using LocalPods.Api.Core;
using LocalPods.Orchestrator.PodEnvironment;
using LocalPods.Orchestrator.Volumes;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalPods.Orchestrator.Tests.Volumes;

/// <summary>Parts of volumes lead nowhere else (spec 2.6).</summary>
public sealed class SubPathTests : IDisposable
{
    private const string About = "volumeMount \"v\" of container \"c\"";

    private readonly TemporaryFolder _folder = new();
    private readonly LinuxMounts _mounts = new();
    private readonly string _volume;
    private readonly string _place;

    public SubPathTests()
    {
        _volume = _folder.Folder("volume");
        _folder.Folder("outside");
        _folder.File("secret", "outside", "passwd");
        _place = _folder.At("places", "0");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("/etc", "error SubPath `/etc` must not be an absolute path")]
    [InlineData("a/../../b", "unable to provision SubPath `a/../../b`: must not contain '..'")]
    [InlineData("$(ROOT)", "error SubPath `/` must not be an absolute path")]
    [InlineData("$(UP)", "unable to provision SubPath `..`: must not contain '..'")]
    [InlineData("$(NONE)/$(EMPTY)", "missing value for NONE, EMPTY")]
    [Trait("spec", "PL-15")]
    public void Paths_that_lead_up_are_refused_also_when_a_variable_brings_them(string expression, string because)
    {
        var values = new Dictionary<string, string> { ["ROOT"] = "/", ["UP"] = "..", ["EMPTY"] = "" };
        Should.Throw<ContainerConfigException>(() => SubPaths.Of(new VolumeMount { SubPathExpr = expression }, values.GetValueOrDefault)).Message.ShouldBe(because);
    }

    [Fact]
    public void An_expression_is_expanded_from_the_environment() =>
        SubPaths.Of(new VolumeMount { SubPathExpr = "$(POD)/logs" }, name => name == "POD" ? "web-0" : null).ShouldBe("web-0/logs");

    [Fact]
    public void What_is_missing_is_made_with_the_mode_of_the_volume()
    {
        File.SetUnixFileMode(_volume, (UnixFileMode)0x1FF);
        Show(Prepare("a/b/c")).ShouldBeEmpty();
        foreach (var made in (string[])["a", "a/b", "a/b/c"])
        {
            File.GetUnixFileMode(Path.Combine(_volume, made)).ShouldBe((UnixFileMode)0x1FF);
        }
    }

    [Fact]
    public void Files_and_links_within_the_volume_are_followed()
    {
        _folder.Folder("volume", "..v1");
        _folder.File("1", "volume", "..v1", "key");
        File.CreateSymbolicLink(Path.Combine(_volume, "..data"), "..v1");
        File.CreateSymbolicLink(Path.Combine(_volume, "key"), "..data/key");
        File.ReadAllText(Prepare("key")).ShouldBe("1");
    }

    [Theory]
    [InlineData("link")] // to a folder outside
    [InlineData("link/passwd")]
    [InlineData("link/new")]
    [InlineData("absolute")]
    [InlineData("dangling/new")]
    [InlineData("loop")]
    [Trait("spec", "PL-19")]
    public void Links_that_lead_out_are_not_followed(string subPath)
    {
        File.CreateSymbolicLink(Path.Combine(_volume, "link"), "../outside");
        File.CreateSymbolicLink(Path.Combine(_volume, "absolute"), _folder.At("outside"));
        File.CreateSymbolicLink(Path.Combine(_volume, "dangling"), "../outside/none");
        File.CreateSymbolicLink(Path.Combine(_volume, "loop"), "loop");
        Should.Throw<ContainerConfigException>(() => Prepare(subPath)).Message.ShouldBeOneOf(
            $"failed to prepare subPath for {About}", $"failed to create subPath directory for {About}");
        Directory.EnumerateFileSystemEntries(_folder.At("outside")).ShouldBe([_folder.At("outside", "passwd")]);
        _mounts.Below(_folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task Whoever_swaps_a_folder_for_a_link_meanwhile_gets_nothing_from_outside()
    {
        const int Tries = 400;
        var (folder, aside) = (_folder.Folder("volume", "sub"), Path.Combine(_volume, "aside"));
        _folder.File("mine", "volume", "sub", "passwd");
        using var stop = new CancellationTokenSource();
        var attacker = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                LinuxFiles.Rename(folder, aside);
                try
                {
                    File.CreateSymbolicLink(folder, "../outside");
                    File.Delete(folder);
                }
                catch (IOException)
                {
                    // A folder was made there meanwhile.
                }

                LinuxFiles.Rename(aside, folder); // also over an empty folder
            }
        });
        var (shown, refused) = (0, 0);
        for (var i = 0; i < Tries; i++)
        {
            try
            {
                var content = Show(Prepare("sub"));
                content.ShouldNotContain("secret");
                shown++;
            }
            catch (ContainerConfigException)
            {
                refused++;
            }
        }

        stop.Cancel();
        await attacker;
        (shown + refused).ShouldBe(Tries);
        File.ReadAllText(_folder.At("outside", "passwd")).ShouldBe("secret");
    }

    [Theory]
    [InlineData("link", "a symbolic link is in the way")]
    [InlineData("inner/link", "a symbolic link is in the way")]
    [InlineData("inner/link/passwd", "a symbolic link is in the way")]
    [InlineData("../outside", "it leads out of the volume")]
    public void What_has_become_a_link_since_it_was_resolved_is_not_entered(string path, string because)
    {
        _folder.Folder("volume", "inner");
        File.CreateSymbolicLink(Path.Combine(_volume, "link"), "../outside");
        File.CreateSymbolicLink(Path.Combine(_volume, "inner", "link"), _folder.At("outside"));
        Should.Throw<IOException>(() => VolumePlace.Open(_volume, path.StartsWith('.') ? _folder.At("outside") : $"{_volume}/{path}")).Message.ShouldBe(because);
    }

    [Fact]
    public void Preparing_again_replaces_what_was_shown()
    {
        _folder.Folder("volume", "a");
        _folder.Folder("volume", "b");
        Prepare("a");
        Prepare("a");
        _folder.File("in b", "volume", "b", "f");
        Show(Prepare("b")).ShouldBe(["in b"]);
        _mounts.Below(_folder.Path).ShouldBe([_place]);
        _folder.File("file", "volume", "f");
        File.ReadAllText(Prepare("f")).ShouldBe("file");
        _mounts.Below(_folder.Path).ShouldBe([_place]);
    }

    [Fact]
    public void A_daemon_that_may_not_mount_refuses_where_others_could_interfere()
    {
        var paths = new SubPaths(new NoMounts(), NullLogger.Instance);
        _folder.Folder("volume", "a");
        paths.Prepare(_volume, "a", _place, shared: false, About).ShouldBe(Path.Combine(_volume, "a"));
        Should.Throw<ContainerConfigException>(() => paths.Prepare(_volume, "a", _place, shared: true, About)).Message.ShouldContain("may mount");
    }

    private string Prepare(string subPath) => new SubPaths(_mounts, NullLogger.Instance).Prepare(_volume, subPath, _place, shared: true, About);

    private static string[] Show(string folder) => [.. Directory.EnumerateFiles(folder).Select(File.ReadAllText)];
}
