namespace LocalPods.Api.Core;

/// <summary>Lets an ephemeral container be handled by code for containers.</summary>
public static class EphemeralContainerExtensions
{
    /// <summary>The same container without its target.</summary>
    public static Container ToContainer(this EphemeralContainer e) => new()
    {
        Name = e.Name,
        Image = e.Image,
        Command = e.Command,
        Args = e.Args,
        WorkingDir = e.WorkingDir,
        Ports = e.Ports,
        EnvFrom = e.EnvFrom,
        Env = e.Env,
        Resources = e.Resources,
        ResizePolicy = e.ResizePolicy,
        RestartPolicy = e.RestartPolicy,
        RestartPolicyRules = e.RestartPolicyRules,
        VolumeMounts = e.VolumeMounts,
        VolumeDevices = e.VolumeDevices,
        LivenessProbe = e.LivenessProbe,
        ReadinessProbe = e.ReadinessProbe,
        StartupProbe = e.StartupProbe,
        Lifecycle = e.Lifecycle,
        TerminationMessagePath = e.TerminationMessagePath,
        TerminationMessagePolicy = e.TerminationMessagePolicy,
        ImagePullPolicy = e.ImagePullPolicy,
        SecurityContext = e.SecurityContext,
        Stdin = e.Stdin,
        StdinOnce = e.StdinOnce,
        Tty = e.Tty,
    };

    /// <summary>The container as an ephemeral one that looks into another.</summary>
    public static EphemeralContainer ToEphemeral(this Container c, string? targetContainerName) => new()
    {
        Name = c.Name,
        Image = c.Image,
        Command = c.Command,
        Args = c.Args,
        WorkingDir = c.WorkingDir,
        Ports = c.Ports,
        EnvFrom = c.EnvFrom,
        Env = c.Env,
        Resources = c.Resources,
        ResizePolicy = c.ResizePolicy,
        RestartPolicy = c.RestartPolicy,
        RestartPolicyRules = c.RestartPolicyRules,
        VolumeMounts = c.VolumeMounts,
        VolumeDevices = c.VolumeDevices,
        LivenessProbe = c.LivenessProbe,
        ReadinessProbe = c.ReadinessProbe,
        StartupProbe = c.StartupProbe,
        Lifecycle = c.Lifecycle,
        TerminationMessagePath = c.TerminationMessagePath,
        TerminationMessagePolicy = c.TerminationMessagePolicy,
        ImagePullPolicy = c.ImagePullPolicy,
        SecurityContext = c.SecurityContext,
        Stdin = c.Stdin,
        StdinOnce = c.StdinOnce,
        Tty = c.Tty,
        TargetContainerName = targetContainerName,
    };
}
