using System.Formats.Tar;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LocalPods.Runtime.Docker.Pause;

/// <summary>
/// The image of sandboxes, made from binaries inside this assembly (their sources are <c>pause.c</c> and <c>forward.c</c>), so that no
/// registry is needed to start a pod. The same version is the same image everywhere, byte for byte.
/// </summary>
internal static class PauseImage
{
    /// <summary>Name and tag; the tag changes with the content.</summary>
    public const string Name = "localpods/pause:2";

    /// <summary>The program that connects to a port on the loopback of the pod; its source says how it is talked to.</summary>
    public const string Forward = "/forward";

    private const string Created = "1970-01-01T00:00:00Z";
    private const UnixFileMode ReadableByAll = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode ExecutableByAll = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>The image as the engine's <c>load</c> takes it.</summary>
    /// <param name="architecture">As the engine calls it: <c>amd64</c> or <c>arm64</c>.</param>
    /// <exception cref="PlatformNotSupportedException">There is no binary for that processor.</exception>
    public static Stream OpenArchive(string architecture)
    {
        var layer = Tar(("pause", Binary("pause", architecture), Executable: true), ("forward", Binary("forward", architecture), Executable: true));
        var configuration = Encoding.UTF8.GetBytes(
            $$$"""{"architecture":"{{{architecture}}}","os":"linux","created":"{{{Created}}}","config":{"Entrypoint":["/pause"],"Labels":{"localpods.io/pause":"true"}},"rootfs":{"type":"layers","diff_ids":["sha256:{{{Sha256(layer)}}}"]},"history":[{"created":"{{{Created}}}"}]}""");
        var configurationName = Sha256(configuration) + ".json";
        var manifest = Encoding.UTF8.GetBytes($$"""[{"Config":"{{configurationName}}","RepoTags":["{{Name}}"],"Layers":["layer.tar"]}]""");
        return new MemoryStream(Tar(
            (configurationName, configuration, Executable: false),
            ("layer.tar", layer, Executable: false),
            ("manifest.json", manifest, Executable: false)), writable: false);
    }

    /// <summary>A program itself.</summary>
    internal static byte[] Binary(string program, string architecture)
    {
        using var resource = typeof(PauseImage).Assembly.GetManifestResourceStream($"{program}-{architecture}")
            ?? throw new PlatformNotSupportedException(
                $"no pause image for processor architecture \"{architecture}\": LocalPods has it for amd64 and arm64");
        var binary = new byte[resource.Length];
        resource.ReadExactly(binary);
        return binary;
    }

    private static byte[] Tar(params ReadOnlySpan<(string Name, byte[] Content, bool Executable)> files)
    {
        using var archive = new MemoryStream();
        using (var writer = new TarWriter(archive, TarEntryFormat.Ustar, leaveOpen: true))
        {
            foreach (var (name, content, executable) in files)
            {
                using var data = new MemoryStream(content);
                writer.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name)
                {
                    DataStream = data,
                    ModificationTime = DateTimeOffset.Parse(Created, CultureInfo.InvariantCulture),
                    Mode = executable ? ReadableByAll | ExecutableByAll : ReadableByAll,
                });
            }
        }

        return archive.ToArray();
    }

    private static string Sha256(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
