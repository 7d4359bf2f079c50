using System.Collections.Immutable;
using LocalPods.Api.Meta;

namespace LocalPods.Api.Core;

/// <summary>User, rights and confinement of one container.</summary>
public sealed record SecurityContext
{
    /// <summary>Capabilities added to or taken from the engine's default set.</summary>
    public Capabilities? Capabilities { get; init; }

    /// <summary>Run with nearly all the rights of root on the node. Default false.</summary>
    public bool? Privileged { get; init; }

    /// <summary>SELinux label.</summary>
    public SELinuxOptions? SeLinuxOptions { get; init; }

    /// <summary>Settings for Windows.</summary>
    public WindowsSecurityContextOptions? WindowsOptions { get; init; }

    /// <summary>User id of the first process. Absent: the image's user.</summary>
    public long? RunAsUser { get; init; }

    /// <summary>Primary group id of the first process. Absent: the image's group.</summary>
    public long? RunAsGroup { get; init; }

    /// <summary>Refuse to start when the user would be root. Default false.</summary>
    public bool? RunAsNonRoot { get; init; }

    /// <summary>Deny writing outside of volumes. Default false.</summary>
    public bool? ReadOnlyRootFilesystem { get; init; }

    /// <summary>Whether a process may gain more rights than its parent, as by setuid programs.</summary>
    public bool? AllowPrivilegeEscalation { get; init; }

    /// <summary>How /proc appears: Default hides sensitive paths, Unmasked shows them.</summary>
    public string? ProcMount { get; init; }

    /// <summary>Filter of system calls.</summary>
    public SeccompProfile? SeccompProfile { get; init; }

    /// <summary>AppArmor confinement.</summary>
    public AppArmorProfile? AppArmorProfile { get; init; }
}

/// <summary>Linux capabilities to add and drop; ALL stands for every one.</summary>
public sealed record Capabilities
{
    /// <summary>Capabilities to add.</summary>
    public ImmutableArray<string> Add { get => field.OrEmpty(); init; }

    /// <summary>Capabilities to take away.</summary>
    public ImmutableArray<string> Drop { get => field.OrEmpty(); init; }
}

/// <summary>An SELinux label.</summary>
public sealed record SELinuxOptions
{
    /// <summary>User part.</summary>
    public string? User { get; init; }

    /// <summary>Role part.</summary>
    public string? Role { get; init; }

    /// <summary>Type part.</summary>
    public string? Type { get; init; }

    /// <summary>Level part.</summary>
    public string? Level { get; init; }
}

/// <summary>Filter of system calls.</summary>
public sealed record SeccompProfile
{
    /// <summary>RuntimeDefault, Localhost or Unconfined.</summary>
    public string Type { get => field ?? ""; init; }

    /// <summary>File of the profile on the node, for type Localhost.</summary>
    public string? LocalhostProfile { get; init; }
}

/// <summary>AppArmor confinement.</summary>
public sealed record AppArmorProfile
{
    /// <summary>RuntimeDefault, Localhost or Unconfined.</summary>
    public string Type { get => field ?? ""; init; }

    /// <summary>Name of a profile loaded on the node, for type Localhost.</summary>
    public string? LocalhostProfile { get; init; }
}

/// <summary>Settings for Windows containers.</summary>
public sealed record WindowsSecurityContextOptions
{
    /// <summary>Name of a group account's credential spec.</summary>
    public string? GmsaCredentialSpecName { get; init; }

    /// <summary>Content of a group account's credential spec.</summary>
    public string? GmsaCredentialSpec { get; init; }

    /// <summary>User of the first process.</summary>
    public string? RunAsUserName { get; init; }

    /// <summary>Run on the host itself.</summary>
    public bool? HostProcess { get; init; }
}
