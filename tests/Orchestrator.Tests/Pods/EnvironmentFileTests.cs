using LocalPods.Api.Core;
using LocalPods.Orchestrator.PodEnvironment;
using LocalPods.Orchestrator.Tests.Volumes;
using LocalPods.Orchestrator.Volumes;

namespace LocalPods.Orchestrator.Tests.Pods;

/// <summary>Variables from files that containers write.</summary>
public sealed class EnvironmentFileTests
{
    [Theory]
    [InlineData("A='1'", "A=1")]
    [InlineData("\n  # a comment\n \tA = '1'  \r\n\nB='x=y # not \"one\"'", "A=1|B=x=y # not \"one\"")]
    [InlineData("A='one\n two\n'\nB=''", "A=one\n two\n|B=")]
    [InlineData("A='1'\nA='2'", "A=2")]
    [InlineData("", "")]
    public void Values_are_what_the_quotes_hold(string text, string expected) =>
        string.Join('|', EnvironmentFile.Read(text).Select(v => $"{v.Key}={v.Value}")).ShouldBe(expected);

    [Theory]
    [InlineData("A=1", "line 1: the value must be in single quotes")]
    [InlineData("\nA=\"1\"", "line 2: the value must be in single quotes")]
    [InlineData("A=\n'1'", "line 1: the value must be in single quotes")]
    [InlineData("B='x\ny'\nA='1''2'", "line 3: nothing may follow the closing quote")]
    [InlineData("A='1'$B", "line 1: nothing may follow the closing quote")]
    [InlineData("A='1", "line 1: the quote is never closed")]
    [InlineData("export A='1'", "line 1: NAME='value' is expected")]
    [InlineData("='1'", "line 1: NAME='value' is expected")]
    [InlineData("A", "line 1: NAME='value' is expected")]
    public void What_a_shell_might_read_otherwise_is_refused_with_its_line(string text, string because) =>
        Should.Throw<ContainerConfigException>(() => EnvironmentFile.Read(text)).Message.ShouldBe("couldn't parse env file: " + because);

    [Fact]
    public void A_missing_file_or_key_is_told_unless_it_is_optional()
    {
        Problem("gone.env", "A").ShouldBe("couldn't parse env file: there is no file \"gone.env\" in volume \"v\"");
        Problem("a.env", "B").ShouldBe("environment variable key \"B\" not found in file \"a.env\"");
        EnvironmentFile.One(Setting, Selector("gone.env", "A", optional: true)).ShouldBeNull();
        EnvironmentFile.One(Setting, Selector("a.env", "B", optional: true)).ShouldBeNull();
        EnvironmentFile.One(Setting, Selector("a.env", "A")).ShouldBe("1");
        Should.Throw<ContainerConfigException>(() => EnvironmentFile.One(Bare, Selector("a.env", "A"))).Message.ShouldBe("cannot find the volume \"v\" referenced by FileKeyRef");
    }

    [Fact]
    public void Nothing_outside_the_volume_is_read_and_nothing_is_waited_for()
    {
        using var folder = new TemporaryFolder();
        var volume = folder.Folder("volume");
        folder.File("A='stolen'", "outside");
        folder.File("A='1'", "volume", "real");
        File.CreateSymbolicLink(Path.Combine(volume, "inside"), "real");
        File.CreateSymbolicLink(Path.Combine(volume, "link"), folder.At("outside"));
        File.CreateSymbolicLink(Path.Combine(volume, "up"), "..");
        using (var pipe = System.Diagnostics.Process.Start("mkfifo", Path.Combine(volume, "pipe")))
        {
            pipe.WaitForExit();
        }

        VolumePlace.ReadText(volume, "real", 100).ShouldBe("A='1'");
        VolumePlace.ReadText(volume, "inside", 100).ShouldBe("A='1'");
        VolumePlace.ReadText(volume, "none", 100).ShouldBeNull();
        foreach (var path in (string[])["link", "up/outside", "/etc/hostname", ".", "pipe"])
        {
            Should.Throw<IOException>(() => VolumePlace.ReadText(volume, path, 100), path);
        }

        Should.Throw<IOException>(() => VolumePlace.ReadText(volume, "real", 3)).Message.ShouldBe("it has 5 bytes, and 3 are the most");
    }

    private static PodSetting Bare => new(new Pod(), [], new NodeSetting("n1", [], 4, 1L << 30), new FixedConfig());

    private static PodSetting Setting => Bare with { ReadFile = static (_, path) => path == "a.env" ? "A='1'" : null };

    private static FileKeySelector Selector(string path, string key, bool? optional = null) => new() { VolumeName = "v", Path = path, Key = key, Optional = optional };

    private static string Problem(string path, string key) => Should.Throw<ContainerConfigException>(() => EnvironmentFile.One(Setting, Selector(path, key))).Message;
}
