namespace LocalPods.Orchestrator.PodEnvironment;

/// <summary>Files of the node that pods are made from.</summary>
/// <param name="root">The instance's folder; local seccomp profiles are below <c>seccomp/</c> in it.</param>
internal sealed class NodeFiles(string root)
{
    public static string ReadHosts() => ReadOrEmpty("/etc/hosts");

    /// <summary>The node's resolv.conf. Where that names nobody but systemd's local resolver, which pods cannot reach, the one that systemd keeps for others.</summary>
    public static string ReadResolvConf() =>
        ReadOrEmpty("/etc/resolv.conf") is var own && ResolvConf.IsLocalOnly(own) && ReadOrEmpty("/run/systemd/resolve/resolv.conf") is { Length: > 0 } real ? real : own;

    /// <summary>A local profile, by its path below the profile folder.</summary>
    /// <exception cref="ContainerConfigException">There is no such profile.</exception>
    public string ReadSeccompProfile(string relativePath)
    {
        var folder = Path.Combine(root, "seccomp");
        var path = Path.GetFullPath(Path.Combine(folder, relativePath));
        if (!path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal) || !File.Exists(path))
        {
            throw new ContainerConfigException($"cannot load seccomp profile \"{path}\": no such file");
        }

        return File.ReadAllText(path);
    }

    private static string ReadOrEmpty(string path) => File.Exists(path) ? File.ReadAllText(path) : "";
}
