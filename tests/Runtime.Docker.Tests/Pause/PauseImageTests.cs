using System.Diagnostics;
using System.Formats.Tar;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LocalPods.Runtime.Docker.Pause;

namespace LocalPods.Runtime.Docker.Tests.Pause;

public sealed class PauseImageTests
{
    [Theory]
    [InlineData("amd64")]
    [InlineData("arm64")]
    public void The_archive_holds_the_binary_under_the_digests_it_names(string architecture)
    {
        var files = Files(PauseImage.OpenArchive(architecture));
        var manifest = JsonDocument.Parse(files["manifest.json"]).RootElement[0];
        manifest.GetProperty("RepoTags")[0].GetString().ShouldBe(PauseImage.Name);
        var configurationFile = files[manifest.GetProperty("Config").GetString()!];
        manifest.GetProperty("Config").GetString().ShouldBe(Convert.ToHexStringLower(SHA256.HashData(configurationFile)) + ".json");
        var configuration = JsonDocument.Parse(configurationFile).RootElement;
        configuration.GetProperty("architecture").GetString().ShouldBe(architecture);
        var layer = files["layer.tar"];
        configuration.GetProperty("rootfs").GetProperty("diff_ids")[0].GetString().ShouldBe("sha256:" + Convert.ToHexStringLower(SHA256.HashData(layer)));
        var programs = Files(new MemoryStream(layer));
        programs["pause"].ShouldBe(PauseImage.Binary("pause", architecture));
        programs["forward"].ShouldBe(PauseImage.Binary("forward", architecture));
    }

    [Fact]
    public void The_same_version_is_the_same_archive_byte_for_byte()
    {
        var (first, second) = (new MemoryStream(), new MemoryStream());
        PauseImage.OpenArchive("amd64").CopyTo(first);
        PauseImage.OpenArchive("amd64").CopyTo(second);
        first.ToArray().ShouldBe(second.ToArray());
    }

    [Theory]
    [InlineData("amd64", 0x3e)]
    [InlineData("arm64", 0xb7)]
    public void The_binaries_are_small_programs_for_their_processor(string architecture, int machine)
    {
        foreach (var program in (string[])["pause", "forward"])
        {
            var binary = PauseImage.Binary(program, architecture);
            Encoding.ASCII.GetString(binary, 1, 3).ShouldBe("ELF");
            BitConverter.ToUInt16(binary, 18).ShouldBe((ushort)machine);
            binary.Length.ShouldBeLessThan(4096);
        }
    }

    [Fact]
    public void An_unknown_processor_is_named() =>
        Should.Throw<PlatformNotSupportedException>(() => PauseImage.OpenArchive("s390x")).Message.ShouldContain("s390x");

    [SkippableFact]
    public async Task The_embedded_binaries_are_what_the_source_builds_to()
    {
        var script = Path.Combine(SourceFolder(), "build-pause.sh");
        var folder = Directory.CreateTempSubdirectory("localpods-pause-");
        try
        {
            using var build = Process.Start(new ProcessStartInfo(script, [folder.FullName]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            var error = await build.StandardError.ReadToEndAsync();
            await build.WaitForExitAsync();
            Skip.If(build.ExitCode == 3 || error.Contains("its result may differ", StringComparison.Ordinal), error);
            build.ExitCode.ShouldBe(0, error);
            foreach (var (program, architecture) in (ReadOnlySpan<(string, string)>)[("pause", "amd64"), ("pause", "arm64"), ("forward", "amd64"), ("forward", "arm64")])
            {
                File.ReadAllBytes(Path.Combine(folder.FullName, $"{program}-{architecture}")).ShouldBe(PauseImage.Binary(program, architecture));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string SourceFolder([CallerFilePath] string thisFile = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "..", "..", "src", "Runtime.Docker", "Pause"));

    private static Dictionary<string, byte[]> Files(Stream archive)
    {
        var files = new Dictionary<string, byte[]>();
        using var reader = new TarReader(archive);
        while (reader.GetNextEntry(copyData: true) is { } entry)
        {
            using var content = new MemoryStream();
            entry.DataStream!.CopyTo(content);
            files[entry.Name] = content.ToArray();
        }

        return files;
    }
}
