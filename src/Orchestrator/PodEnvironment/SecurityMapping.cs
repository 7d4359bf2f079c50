using System.Globalization;
using LocalPods.Api.Core;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.PodEnvironment;

/// <summary>Security contexts as the engine takes them (spec 2.8): a container's value beats the pod's, field by field.</summary>
internal static class SecurityMapping
{
    /// <summary>Maps both contexts and checks <c>runAsNonRoot</c>.</summary>
    /// <param name="pod">Its own context and identity.</param>
    /// <param name="container">Its context.</param>
    /// <param name="imageUser">The user the image runs as; empty is root.</param>
    /// <param name="readProfile">Reads a local seccomp profile by its path below the node's profile folder.</param>
    /// <exception cref="ContainerConfigException">It would run as root and must not, or cannot be told.</exception>
    public static ContainerSecurity Map(Pod pod, Container container, string imageUser, Func<string, string> readProfile)
    {
        var ofPod = pod.Spec.SecurityContext ?? new PodSecurityContext();
        var own = container.SecurityContext ?? new SecurityContext();
        var user = own.RunAsUser ?? ofPod.RunAsUser;
        if (own.RunAsNonRoot ?? ofPod.RunAsNonRoot ?? false)
        {
            RefuseRoot(pod, container, user, imageUser);
        }

        var seccomp = own.SeccompProfile ?? ofPod.SeccompProfile;
        var (mode, profile) = seccomp?.Type switch
        {
            "RuntimeDefault" => (SeccompMode.RuntimeDefault, null),
            "Localhost" => (SeccompMode.Localhost, readProfile(seccomp.LocalhostProfile ?? "")),
            _ => (SeccompMode.Unconfined, (string?)null),
        };
        return new ContainerSecurity
        {
            RunAsUser = user,
            RunAsGroup = own.RunAsGroup ?? ofPod.RunAsGroup,
            SupplementalGroups = Groups(ofPod),
            Privileged = own.Privileged ?? false,
            ReadOnlyRootFilesystem = own.ReadOnlyRootFilesystem ?? false,
            AddCapabilities = own.Capabilities?.Add ?? [],
            DropCapabilities = own.Capabilities?.Drop ?? [],
            AllowPrivilegeEscalation = own.AllowPrivilegeEscalation ?? true,
            Seccomp = mode,
            SeccompProfile = profile,
            AppArmorProfile = AppArmor(own.AppArmorProfile ?? ofPod.AppArmorProfile),
            UnmaskedProc = own.ProcMount == "Unmasked",
            SeLinuxLabels = Labels(own.SeLinuxOptions ?? ofPod.SeLinuxOptions),
        };
    }

    /// <summary>The pause process of a pod: only what the pod itself asks for.</summary>
    public static ContainerSecurity ForSandbox(PodSpec spec)
    {
        var ofPod = spec.SecurityContext ?? new PodSecurityContext();
        return new ContainerSecurity
        {
            RunAsUser = ofPod.RunAsUser,
            RunAsGroup = ofPod.RunAsGroup,
            SupplementalGroups = Groups(ofPod),
            Privileged = spec.Containers.Concat(spec.InitContainers).Any(c => c.SecurityContext?.Privileged == true),
            Seccomp = SeccompMode.RuntimeDefault,
            AllowPrivilegeEscalation = false,
            SeLinuxLabels = Labels(ofPod.SeLinuxOptions),
        };
    }

    private static ImmutableArray<long> Groups(PodSecurityContext ofPod) =>
        ofPod.FsGroup is { } group ? [group, .. ofPod.SupplementalGroups] : ofPod.SupplementalGroups;

    private static void RefuseRoot(Pod pod, Container container, long? user, string imageUser)
    {
        var who = $"(pod: \"{pod.Metadata.Name}_{pod.Metadata.Namespace}({pod.Metadata.Uid})\", container: {container.Name})";
        if (user is { } asked)
        {
            if (asked == 0)
            {
                throw new ContainerConfigException($"container's runAsUser breaks non-root policy {who}");
            }

            return;
        }

        var name = imageUser.Split(':', 2)[0];
        if (name.Length == 0 || name == "0")
        {
            throw new ContainerConfigException($"container has runAsNonRoot and image will run as root {who}");
        }

        if (!long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            throw new ContainerConfigException($"container has runAsNonRoot and image has non-numeric user ({name}), cannot verify user is non-root {who}");
        }

        if (number == 0)
        {
            throw new ContainerConfigException($"container has runAsNonRoot and image will run as root {who}");
        }
    }

    private static string? AppArmor(AppArmorProfile? profile) => profile?.Type switch
    {
        "Unconfined" => "unconfined",
        "Localhost" => profile.LocalhostProfile,
        _ => null,
    };

    private static ImmutableArray<string> Labels(SELinuxOptions? options) => options is null
        ? []
        : [.. new[] { ("user", options.User), ("role", options.Role), ("type", options.Type), ("level", options.Level) }
            .Where(part => !string.IsNullOrEmpty(part.Item2))
            .Select(part => $"{part.Item1}:{part.Item2}")];
}
