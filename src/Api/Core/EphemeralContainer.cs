using System.Collections.Immutable;
using LocalPods.Api.Meta;

namespace LocalPods.Api.Core;

/// <summary>A container added to a running pod to look into it. It is never restarted and has no effect on the pod's phase.</summary>
public sealed record EphemeralContainer
{
    /// <summary>Name of the container, unique in the pod; a DNS label. Cannot change.</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>Image to run, such as nginx:1.27. Without a registry or tag the engine's defaults apply.</summary>
    public string? Image { get; init; }

    /// <summary>Program to run in place of the image's entrypoint. $(NAME) is replaced by environment variables; $$ stands for one $.</summary>
    public ImmutableArray<string> Command { get => field.OrEmpty(); init; }

    /// <summary>Arguments for the program in place of the image's own. $(NAME) is replaced as in command.</summary>
    public ImmutableArray<string> Args { get => field.OrEmpty(); init; }

    /// <summary>Directory the program starts in. Absent: the image's.</summary>
    public string? WorkingDir { get; init; }

    /// <summary>Ports the program listens on. Only hostPort has an effect; the rest informs and gives names to refer to.</summary>
    public ImmutableArray<ContainerPort> Ports { get => field.OrEmpty(); init; }

    /// <summary>Config maps and secrets whose keys all become environment variables. Later ones win; env wins over all.</summary>
    public ImmutableArray<EnvFromSource> EnvFrom { get => field.OrEmpty(); init; }

    /// <summary>Environment variables.</summary>
    public ImmutableArray<EnvVar> Env { get => field.OrEmpty(); init; }

    /// <summary>CPU, memory and other resources the container asks for and may use at most.</summary>
    public ResourceRequirements Resources { get => field ??= new(); init; }

    /// <summary>Whether a change of a resource needs a restart of the container.</summary>
    public ImmutableArray<ContainerResizePolicy> ResizePolicy { get => field.OrEmpty(); init; }

    /// <summary>This container's own restart policy. For an init container, Always makes it a sidecar.</summary>
    public string? RestartPolicy { get; init; }

    /// <summary>Rules tried in order before restartPolicy when the container ends.</summary>
    public ImmutableArray<ContainerRestartRule> RestartPolicyRules { get => field.OrEmpty(); init; }

    /// <summary>Volumes of the pod and where they appear in the container.</summary>
    public ImmutableArray<VolumeMount> VolumeMounts { get => field.OrEmpty(); init; }

    /// <summary>Block devices and where they appear in the container.</summary>
    public ImmutableArray<VolumeDevice> VolumeDevices { get => field.OrEmpty(); init; }

    /// <summary>Check whose failure restarts the container.</summary>
    public Probe? LivenessProbe { get; init; }

    /// <summary>Check whose failure takes the container out of service without restarting it.</summary>
    public Probe? ReadinessProbe { get; init; }

    /// <summary>Check that must succeed once before the other probes begin; its failure restarts the container.</summary>
    public Probe? StartupProbe { get; init; }

    /// <summary>What to run after the start and before the stop.</summary>
    public Lifecycle? Lifecycle { get; init; }

    /// <summary>File in the container whose content becomes the message of its end. Default /dev/termination-log.</summary>
    public string? TerminationMessagePath { get; init; }

    /// <summary>Where the message of the end comes from: File, or FallbackToLogsOnError to use the log's end when the file is empty. Default File.</summary>
    public string? TerminationMessagePolicy { get; init; }

    /// <summary>When to pull the image: Always, IfNotPresent or Never. Default Always for the tag latest, else IfNotPresent.</summary>
    public string? ImagePullPolicy { get; init; }

    /// <summary>User, capabilities and other limits of the container; wins over the pod's.</summary>
    public SecurityContext? SecurityContext { get; init; }

    /// <summary>Keep standard input open for attach. Default false.</summary>
    public bool? Stdin { get; init; }

    /// <summary>Close standard input after the first client has gone. Default false.</summary>
    public bool? StdinOnce { get; init; }

    /// <summary>Give the container a terminal; needs stdin. Default false.</summary>
    public bool? Tty { get; init; }

    /// <summary>Container whose processes this one should see.</summary>
    public string? TargetContainerName { get; init; }
}
