using System.Collections.Immutable;
using LocalPods.Api.Meta;

namespace LocalPods.Api.Core;

/// <summary>Users, groups and kernel settings for all containers of a pod.</summary>
public sealed record PodSecurityContext
{
    /// <summary>SELinux label.</summary>
    public SELinuxOptions? SeLinuxOptions { get; init; }

    /// <summary>Settings for Windows.</summary>
    public WindowsSecurityContextOptions? WindowsOptions { get; init; }

    /// <summary>User id of every container's first process. Absent: the image's user.</summary>
    public long? RunAsUser { get; init; }

    /// <summary>Primary group id of every container's first process. Absent: the image's group.</summary>
    public long? RunAsGroup { get; init; }

    /// <summary>Refuse to start a container whose user would be root. Default false.</summary>
    public bool? RunAsNonRoot { get; init; }

    /// <summary>Further group ids of every first process.</summary>
    public ImmutableArray<long> SupplementalGroups { get => field.OrEmpty(); init; }

    /// <summary>Merge adds the image's groups to those given here, Strict does not. Default Merge.</summary>
    public string? SupplementalGroupsPolicy { get; init; }

    /// <summary>Group that is to own volumes and is given to every process.</summary>
    public long? FsGroup { get; init; }

    /// <summary>Kernel settings of the pod's namespaces.</summary>
    public ImmutableArray<Sysctl> Sysctls { get => field.OrEmpty(); init; }

    /// <summary>When ownership of volumes is changed: Always or OnRootMismatch. Default Always.</summary>
    public string? FsGroupChangePolicy { get; init; }

    /// <summary>Filter of system calls.</summary>
    public SeccompProfile? SeccompProfile { get; init; }

    /// <summary>AppArmor confinement.</summary>
    public AppArmorProfile? AppArmorProfile { get; init; }

    /// <summary>How volumes get their SELinux label: Recursive or MountOption.</summary>
    public string? SeLinuxChangePolicy { get; init; }
}
