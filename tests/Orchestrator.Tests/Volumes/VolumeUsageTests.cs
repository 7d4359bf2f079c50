using System.Diagnostics;
using LocalPods.Orchestrator.Volumes;

namespace LocalPods.Orchestrator.Tests.Volumes;

/// <summary>What files take on the disk.</summary>
public sealed class VolumeUsageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_is_counted_as_du_counts()
    {
        var volume = _folder.Folder("volume");
        _folder.Folder("outside");
        File.WriteAllBytes(_folder.At("outside", "big"), new byte[1 << 20]);
        _folder.Folder("volume", "below");
        File.WriteAllBytes(_folder.At("volume", "below", "f"), new byte[100_000]);
        Start("ln", _folder.At("volume", "below", "f"), _folder.At("volume", "again"));
        File.CreateSymbolicLink(_folder.At("volume", "link"), _folder.At("outside"));
        Start("truncate", "-s", "1G", _folder.At("volume", "hole"));
        var counted = VolumeUsage.Of(volume, long.MaxValue);
        counted.ShouldBe(long.Parse(Start("du", "-s", "-B1", volume).Split('\t')[0], System.Globalization.CultureInfo.InvariantCulture));
        counted.ShouldBeInRange(100_000, 300_000);
        VolumeUsage.Of(volume, 1000).ShouldBeGreaterThan(1000);
        VolumeUsage.Of(_folder.At("nowhere"), 1000).ShouldBe(0);
    }

    private static string Start(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0);
        return output;
    }
}
