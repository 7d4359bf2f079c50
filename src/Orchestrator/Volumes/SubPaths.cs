using LocalPods.Api.Core;
using LocalPods.Orchestrator.PodEnvironment;
using Microsoft.Extensions.Logging;

namespace LocalPods.Orchestrator.Volumes;

/// <summary>
/// Parts of volumes, from which nothing leads out (spec 2.6; kubelet <c>pkg/volume/util/subpath/subpath_linux.go</c>):
/// <list type="number">
/// <item>what is missing is made, folder by folder, no symbolic link being followed out of the volume;</item>
/// <item>the path is resolved, and must lie within the volume;</item>
/// <item>it is opened component by component without following any link;</item>
/// <item>what was opened is mounted in a place of the daemon's own, which is what the engine gets.</item>
/// </list>
/// </summary>
/// <remarks>
/// Containers that run may change the volume meanwhile. After step 3 that makes no difference, for a mount of the descriptor
/// shows what was opened; before, a link in the way fails step 3.
/// </remarks>
internal sealed partial class SubPaths(INodeMounts mounts, ILogger logger)
{
    /// <summary>Which part a mount is about; empty for the whole volume.</summary>
    /// <param name="mount">With <c>subPath</c> or <c>subPathExpr</c>.</param>
    /// <param name="find">The value of an environment variable; null when there is none.</param>
    /// <exception cref="ContainerConfigException">The path leads elsewhere, or a variable is missing.</exception>
    public static string Of(VolumeMount mount, Func<string, string?> find)
    {
        var path = mount.SubPath ?? "";
        if (mount.SubPathExpr is { Length: > 0 } expression)
        {
            var missing = new List<string>();
            path = VariableExpansion.Expand(expression, name =>
            {
                if (find(name) is { Length: > 0 } value)
                {
                    return value;
                }

                missing.Add(name);
                return "";
            });
            if (missing.Count > 0)
            {
                throw new ContainerConfigException($"missing value for {string.Join(", ", missing.Distinct())}");
            }
        }

        return path.StartsWith('/') ? throw new ContainerConfigException($"error SubPath `{path}` must not be an absolute path")
            : path.Split('/').Contains("..") ? throw new ContainerConfigException($"unable to provision SubPath `{path}`: must not contain '..'")
            : path;
    }

    /// <summary>Makes a part of a volume ready to be mounted into a container.</summary>
    /// <param name="volume">Path of the volume.</param>
    /// <param name="subPath">Relative, without dots that lead up.</param>
    /// <param name="place">A path of the daemon's own, for this mount alone.</param>
    /// <param name="shared">Others may change the volume meanwhile.</param>
    /// <param name="about">Names mount and container: <c>volumeMount "v" of container "c"</c>.</param>
    /// <returns>What to give to the engine.</returns>
    /// <exception cref="ContainerConfigException">It cannot be had. Of the node's paths the message tells only one that was named and is not there; the log tells the rest.</exception>
    public string Prepare(string volume, string subPath, string place, bool shared, string about)
    {
        try
        {
            // Only a path of the node that the pod, or its persistent volume, names can be missing.
            var root = LinuxFiles.Resolve(volume) ?? throw new ContainerConfigException($"stat {volume}: no such file or directory");
            if (LinuxFiles.Stat(Path.Combine(root, subPath)) is null)
            {
                Make(root, subPath, about);
            }

            var resolved = LinuxFiles.Resolve(Path.Combine(root, subPath)) ?? throw new IOException("gone again");
            using var opened = VolumePlace.Open(root, resolved);
            if (!mounts.Allowed)
            {
                return shared
                    ? throw new ContainerConfigException(
                        $"failed to prepare subPath for {about}: others may change the volume meanwhile, and only a daemon that may mount (CAP_SYS_ADMIN) is safe from that")
                    : resolved;
            }

            MakePlace(place, LinuxFiles.Stat(opened).Type == FileType.Folder);
            mounts.Bind(opened, place);
            return place;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNotPrepared(logger, about, e.Message);
            throw new ContainerConfigException($"failed to prepare subPath for {about}");
        }
    }

    private void Make(string root, string subPath, string about)
    {
        try
        {
            var segments = subPath.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(s => s != ".").ToList();
            var there = segments.Count;
            while (there > 0 && LinuxFiles.Stat(Path.Combine([root, .. segments.Take(there)])) is null)
            {
                there--;
            }

            var mode = LinuxFiles.Stat(root)!.Mode;
            var at = VolumePlace.Open(root, LinuxFiles.Resolve(Path.Combine([root, .. segments.Take(there)])) ?? root);
            try
            {
                foreach (var segment in segments.Skip(there))
                {
                    var made = LinuxFiles.MakeFolder(at, segment, mode);
                    at = VolumePlace.Enter(at, segment);
                    if (made)
                    {
                        LinuxFiles.SetMode(at, mode);
                    }
                }
            }
            finally
            {
                at.Dispose();
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNotMade(logger, about, e.Message);
            throw new ContainerConfigException($"failed to create subPath directory for {about}");
        }
    }

    // What an instance before was shown may still be mounted there.
    private void MakePlace(string place, bool folder)
    {
        mounts.UnmountBelow(place);
        if (LinuxFiles.StatLink(place) is { } found && (found.Type == FileType.Folder) != folder)
        {
            if (found.Type == FileType.Folder)
            {
                Directory.Delete(place);
            }
            else
            {
                File.Delete(place);
            }
        }

        if (folder)
        {
            Directory.CreateDirectory(place);
        }
        else
        {
            Directory.CreateDirectory(Path.GetDirectoryName(place)!);
            File.WriteAllBytes(place, []);
        }
    }

    [LoggerMessage(1072, LogLevel.Warning, "The subPath of {Mount} cannot be prepared: {Cause}")]
    private static partial void LogNotPrepared(ILogger logger, string mount, string cause);

    [LoggerMessage(1073, LogLevel.Warning, "The folder for the subPath of {Mount} cannot be made: {Cause}")]
    private static partial void LogNotMade(ILogger logger, string mount, string cause);
}
