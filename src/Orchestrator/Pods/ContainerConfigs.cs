using System.Globalization;
using LocalPods.Api.Core;
using LocalPods.Orchestrator.PodEnvironment;
using LocalPods.Orchestrator.Pods.Planning;
using LocalPods.Orchestrator.Runtime;
using LocalPods.Orchestrator.Volumes;

namespace LocalPods.Orchestrator.Pods;

/// <summary>Describes containers to the engine (spec 2.2 to 2.8) and prepares the files they mount.</summary>
internal sealed class ContainerConfigs(PodDirectories directories, PodVolumes volumes, NodeFiles files)
{
    public const string TerminationLogDefault = "/dev/termination-log";
    private const string HostsTarget = "/etc/hosts";

    /// <summary>Makes the folder that holds the pod's files.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made.</exception>
    public void MakeDirectory(Pod pod) => directories.MakePod(pod.Metadata.Uid ?? "");

    /// <summary>Makes every volume ready that containers of the pod use.</summary>
    /// <exception cref="VolumeException">One cannot be had.</exception>
    public void SetUpVolumes(PodSetting setting) => volumes.SetUp(setting);

    /// <summary>Describes one instance, ready to be created. The pod's volumes are ready.</summary>
    /// <param name="setting">The pod and where it runs.</param>
    /// <param name="container">Of the pod's spec.</param>
    /// <param name="start">Attempt and back-off of the new instance.</param>
    /// <param name="image">Present on the engine.</param>
    /// <exception cref="ContainerConfigException">The spec asks for what is not there or must not be.</exception>
    /// <exception cref="VolumeException">What is needed of a volume cannot be had.</exception>
    public ContainerConfig Make(PodSetting setting, Container container, PodAction.StartContainer start, ImageStatus image)
    {
        var pod = setting.Pod;
        var environment = EnvironmentBuilder.Build(setting with { ReadFile = (volume, path) => volumes.ReadText(pod, volume, path) }, container);
        var values = environment.ToDictionary(StringComparer.Ordinal);
        return new ContainerConfig
        {
            Pod = pod.Identity,
            Name = container.Name,
            Attempt = start.Attempt,
            Image = image.Id,
            Hash = ContainerHash.Of(container),
            Command = Expand(container.Command, values),
            Args = Expand(container.Args, values),
            WorkingDir = string.IsNullOrEmpty(container.WorkingDir) ? null : container.WorkingDir,
            Environment = environment,
            Security = SecurityMapping.Map(pod, container, image.User, files.ReadSeccompProfile),
            Mounts = Mounts(setting, container, values, start.Attempt),
            Stdin = container.Stdin ?? false,
            StdinOnce = container.StdinOnce ?? false,
            Tty = container.Tty ?? false,
            Resources = ResourceMapping.Map(pod, container, setting.Node.MemoryBytes),
            Namespaces = SandboxConfigs.Namespaces(pod.Spec),
            ProcessesOf = start.Target,
            StopSignal = container.Lifecycle?.StopSignal,
            Annotations = Annotations(pod, container, start),
        };
    }

    private static ImmutableArray<string> Expand(ImmutableArray<string> words, Dictionary<string, string> values) =>
        [.. words.Select(word => VariableExpansion.Expand(word, values.GetValueOrDefault))];

    // Volumes in the order of the spec, then the hosts file, then the termination log (spec 2.6).
    private ImmutableArray<Mount> Mounts(PodSetting setting, Container container, Dictionary<string, string> values, int attempt)
    {
        var mounts = volumes.MountsOf(setting, container, values.GetValueOrDefault);
        var uid = setting.Pod.Metadata.Uid ?? "";
        if (!container.VolumeMounts.Any(m => m.MountPath.TrimEnd('/') == HostsTarget) && !setting.PodIps.IsEmpty)
        {
            var content = HostsFile.Content(setting, NodeFiles.ReadHosts);
            mounts = mounts.Add(new Mount(directories.WriteHosts(uid, content), HostsTarget, ReadOnly: false));
        }

        var target = container.TerminationMessagePath is { Length: > 0 } own ? own : TerminationLogDefault;
        return mounts.Add(new Mount(directories.MakeTerminationLog(uid, container.Name, attempt), target, ReadOnly: false));
    }

    private static ImmutableSortedDictionary<string, string> Annotations(Pod pod, Container container, PodAction.StartContainer start)
    {
        var notes = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        notes["io.kubernetes.container.terminationMessagePath"] = container.TerminationMessagePath ?? TerminationLogDefault;
        notes["io.kubernetes.container.terminationMessagePolicy"] = container.TerminationMessagePolicy ?? "File";
        if (pod.Spec.TerminationGracePeriodSeconds is { } grace)
        {
            notes["io.kubernetes.pod.terminationGracePeriod"] = grace.ToString(CultureInfo.InvariantCulture);
        }

        if (start.CrashLoopDelay is { } delay)
        {
            notes[CrashLoopBackoff.DelayAnnotation] = ((int)delay.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        return notes.ToImmutable();
    }
}
