using System.Globalization;
using LocalPods.Runtime.Docker.Engine.Wire;

namespace LocalPods.Runtime.Docker.Containers;

/// <summary>An app container, as the engine is asked for it (values as cri-dockerd <c>container_create.go</c> and <c>security_context.go</c>).</summary>
internal static class ContainerBody
{
    /// <summary>From here on read-only mounts are recursive unless the engine is told otherwise.</summary>
    private static readonly Version TypedMounts = new(1, 44);

    /// <summary>The body of the create.</summary>
    /// <param name="config">What the container is to be.</param>
    /// <param name="sandbox">The pause container it joins.</param>
    /// <param name="imageUser">User the image names; empty is none.</param>
    /// <param name="instance">Value of the instance label.</param>
    /// <param name="oomScoreAdjust">What the host grants.</param>
    /// <param name="cgroupParent">The pod's control group; null when it has none.</param>
    /// <param name="api">Agreed with the engine.</param>
    public static CreateContainerBody Of(ContainerConfig config, SandboxId sandbox, string imageUser, string instance, int oomScoreAdjust, string? cgroupParent, Version api)
    {
        var (resources, security) = (config.Resources, config.Security);
        var joined = $"container:{sandbox}";
        return new CreateContainerBody
        {
            Image = config.Image,
            User = UserOf(security, imageUser),
            OpenStdin = config.Stdin,
            StdinOnce = config.StdinOnce,
            Tty = config.Tty,
            Env = config.Environment.IsEmpty ? null : [.. config.Environment.Select(e => $"{e.Key}={e.Value}")],
            Entrypoint = NullIfEmpty(config.Command),
            Cmd = NullIfEmpty(config.Args),
            WorkingDir = config.WorkingDir is { Length: > 0 } folder ? folder : null,
            StopSignal = config.StopSignal,
            Labels = LabelsOf(config, sandbox, instance),
            HostConfig = new HostConfigBody
            {
                CgroupParent = cgroupParent,
                NetworkMode = joined,
                IpcMode = joined,
                PidMode = config.Namespaces switch
                {
                    { HostPid: true } => "host",
                    { SharePid: true } => joined,
                    _ => config.ProcessesOf is { } target ? $"container:{target}" : null,
                },
                UTSMode = config.Namespaces.HostNetwork ? "host" : null,
                Binds = api < TypedMounts && !config.Mounts.IsEmpty ? [.. config.Mounts.Where(IsPlain).Select(BindOf)] : null,
                Mounts = MountsOf(config.Mounts, api),
                Privileged = security.Privileged,
                ReadonlyRootfs = security.ReadOnlyRootFilesystem,
                CapAdd = NullIfEmpty(security.AddCapabilities),
                CapDrop = NullIfEmpty(security.DropCapabilities),
                GroupAdd = security.SupplementalGroups.IsEmpty ? null : [.. security.SupplementalGroups.Select(Text)],
                SecurityOpt = OptionsOf(security),
                MaskedPaths = security is { UnmaskedProc: true, Privileged: false } ? [] : null,
                ReadonlyPaths = security is { UnmaskedProc: true, Privileged: false } ? [] : null,
                CpuShares = resources.CpuShares,
                CpuQuota = resources.CpuQuota,
                CpuPeriod = resources.CpuQuota == 0 ? 0 : resources.CpuPeriod,
                Memory = resources.MemoryBytes,
                MemorySwap = resources.MemoryBytes,
                OomScoreAdj = oomScoreAdjust,
            },
        };
    }

    /// <summary>Always explicit: the pod's user, else the image's without its group, else root.</summary>
    public static string UserOf(ContainerSecurity security, string imageUser)
    {
        var user = security.RunAsUser is { } uid ? Text(uid) : imageUser.Split(':')[0] is { Length: > 0 } named ? named : "0";
        return security.RunAsGroup is { } gid ? $"{user}:{Text(gid)}" : user;
    }

    private static Dictionary<string, string> LabelsOf(ContainerConfig config, SandboxId sandbox, string instance)
    {
        var labels = Labels.ForPod(config.Pod, config.Name, Labels.TypeContainer, instance);
        labels[Labels.SandboxId] = sandbox.Value;
        foreach (var (key, value) in config.Annotations)
        {
            labels[Labels.AnnotationPrefix + key] = value;
        }

        labels[Labels.Hash] = config.Hash;
        labels[Labels.RestartCount] = Text(config.Attempt);
        return labels;
    }

    private static List<string>? OptionsOf(ContainerSecurity security)
    {
        var options = new List<string>(security.SeLinuxLabels.Select(l => $"label={l}"));
        if (!security.AllowPrivilegeEscalation)
        {
            options.Add("no-new-privileges");
        }

        if (security.AppArmorProfile is { } profile)
        {
            options.Add($"apparmor={profile}");
        }

        if (SeccompOf(security) is { } seccomp)
        {
            options.Add($"seccomp={seccomp}");
        }

        return options.Count == 0 ? null : options;
    }

    private static string? SeccompOf(ContainerSecurity security) => security.Seccomp switch
    {
        SeccompMode.Unconfined => "unconfined",
        SeccompMode.RuntimeDefault => null,
        SeccompMode.Localhost => security.SeccompProfile ?? "unconfined",
    };

    // A bind is a text with colons between its parts and creates a missing source; a path with a colon needs the typed form.
    private static bool IsPlain(Mount mount) => !mount.Source.Contains(':', StringComparison.Ordinal) && !mount.Target.Contains(':', StringComparison.Ordinal);

    private static string BindOf(Mount mount)
    {
        var options = string.Join(',', new[] { mount.ReadOnly ? "ro" : null, PropagationOf(mount.Propagation) }.OfType<string>());
        return options.Length == 0 ? $"{mount.Source}:{mount.Target}" : $"{mount.Source}:{mount.Target}:{options}";
    }

    private static List<MountBody>? MountsOf(ImmutableArray<Mount> mounts, Version api)
    {
        var typed = api >= TypedMounts;
        var bodies = mounts.Where(m => typed || !IsPlain(m)).Select(m => new MountBody("bind", m.Source, m.Target, m.ReadOnly)
        {
            BindOptions = new BindOptionsBody
            {
                Propagation = PropagationOf(m.Propagation),
                CreateMountpoint = typed,
                ReadOnlyNonRecursive = typed && m.ReadOnly,
            },
        }).ToList();
        return bodies.Count == 0 ? null : bodies;
    }

    private static string? PropagationOf(MountPropagation propagation) => propagation switch
    {
        MountPropagation.None => null,
        MountPropagation.HostToContainer => "rslave",
        MountPropagation.Bidirectional => "rshared",
    };

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static ImmutableArray<string>? NullIfEmpty(ImmutableArray<string> list) => list.IsDefaultOrEmpty ? null : list;
}
