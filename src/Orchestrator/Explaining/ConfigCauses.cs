using System.Text.RegularExpressions;
using LocalPods.Api.Core;

namespace LocalPods.Orchestrator.Explaining;

/// <summary>Why a container cannot be made or its program not be run: what its spec refers to, and what the engine refuses. Pure.</summary>
/// <remarks>The kubelet's words and the engine's are the only place where these facts are told apart.</remarks>
internal static partial class ConfigCauses
{
    /// <summary>What its spec says cannot be had.</summary>
    public static Finding OfConfig(Pod pod, ContainerPlace place, string message) =>
        (References(pod, place.Container, message) ?? message switch
        {
            _ when message.Contains("runAsNonRoot", StringComparison.Ordinal) => new Finding(
                CauseCode.RunsAsRoot,
                $"set securityContext.runAsUser to a user other than 0, or build {place.Container.Image} with a numeric USER",
                new Link("it must not run as root (runAsNonRoot), and its image would", message))
            { Field = $"{place.Path}.securityContext" },
            _ when message.Contains("not supported", StringComparison.Ordinal) => new Finding(
                CauseCode.VolumeUnsupported, "use what is served here: localpods describe pod names what is not", new Link("it asks for what is not served here", message)),
            _ => new Finding(CauseCode.ConfigInvalid, "mend what the message names", new Link("it cannot be described to the engine", message)),
        }).After(new Link("it cannot be created", "CreateContainerConfigError")).At(place);

    /// <summary>A volume cannot be mounted.</summary>
    /// <param name="pod">Whose.</param>
    /// <param name="place">The container that waits.</param>
    /// <param name="message">With the volume's name in front.</param>
    public static Finding OfVolume(Pod pod, ContainerPlace place, string message)
    {
        var name = VolumeName().Match(message) is { Success: true } found ? found.Groups["name"].Value : "";
        var index = pod.Spec.Volumes.IndexOf(pod.Spec.Volumes.FirstOrDefault(v => v.Name == name)!);
        var waits = new Link(name.Length > 0 ? $"it waits for its volume \"{name}\"" : "it waits for its volumes", place.Status?.State.Waiting?.Reason);
        var finding = References(pod, place.Container, message) ?? message switch
        {
            _ when message.Contains("hostPath type check failed", StringComparison.Ordinal) => new Finding(
                CauseCode.HostPathWrongType,
                "create it on this machine, change the path, or use type DirectoryOrCreate or FileOrCreate",
                new Link("what is at the hostPath on this machine is not of the type that the volume asks for", message)),
            _ when message.Contains("PVC is not bound", StringComparison.Ordinal) => new Finding(
                CauseCode.VolumeClaimUnbound, "see what its events say: localpods describe pvc", new Link("its claim has no volume yet", message)),
            _ when message.Contains("ReadWriteOncePod", StringComparison.Ordinal) => new Finding(
                CauseCode.VolumeClaimInUse, "delete the pod that has it, which localpods describe pvc names, or claim the storage as ReadWriteOnce", new Link("another pod has its claim, which is for one pod alone", message)),
            _ when message.Contains("persistentvolumeclaim", StringComparison.Ordinal) => new Finding(
                CauseCode.VolumeClaimMissing, "create the claim, or use emptyDir or hostPath", new Link("there is no such claim", message)),
            _ when message.Contains("not supported", StringComparison.Ordinal) => new Finding(
                CauseCode.VolumeUnsupported, "use a kind of volume that is served here, such as emptyDir or hostPath", new Link("volumes of this kind are not served here", message)),
            _ => new Finding(CauseCode.ConfigInvalid, "mend what the message names", new Link("the volume cannot be set up", message)),
        };
        return (index < 0 ? finding : finding with { Field = $"spec.volumes[{index}]" }).After(waits).At(place);
    }

    /// <summary>The engine would not create it, or could not run its program.</summary>
    /// <param name="place">The container.</param>
    /// <param name="reason"><c>CreateContainerError</c>, <c>RunContainerError</c> or <c>ContainerCannotRun</c>.</param>
    /// <param name="message">The engine's words.</param>
    public static Finding OfEngine(ContainerPlace place, string reason, string message)
    {
        var program = Program().Match(message) is { Success: true } found ? found.Groups["name"].Value : string.Join(' ', place.Container.Command.Take(1));
        var refused = new Link(reason == "CreateContainerError" ? "the engine does not create it" : "its program cannot be run", reason);
        var field = place.Container.Command.IsEmpty && !place.Container.Args.IsEmpty ? "args" : "command";
        return message switch
        {
            _ when WorkingDir().IsMatch(message) => new Finding(
                CauseCode.WorkingDirInvalid,
                "set workingDir to an absolute path of a directory of the image",
                refused,
                new Link($"its working directory \"{place.Container.WorkingDir}\" cannot be used", message)).At(place, "workingDir"),
            _ when message.Contains("exec format error", StringComparison.Ordinal) => new Finding(
                CauseCode.CommandNotExecutable,
                "use an image for this machine's processor, or begin the script with #! and its interpreter",
                refused,
                new Link($"\"{program}\" is no program for this machine", message)).At(place, field),
            _ when message.Contains("executable file not found", StringComparison.Ordinal) || message.Contains("no such file or directory", StringComparison.Ordinal) =>
                ProgramCauses.NotFound(place, program, message, field).After(refused),
            _ when message.Contains("memory limit", StringComparison.OrdinalIgnoreCase) && place.Container.Resources.Limits?.TryGetValue("memory", out var limit) == true => new Finding(
                CauseCode.ContainerRefused,
                "raise resources.limits.memory to what the program and the engine need",
                refused,
                new Link($"the engine refuses its memory limit of {limit}", message)).At(place, "resources.limits.memory"),
            _ when MountedOn().Match(message) is { Success: true } mounted => OfMount(place, mounted.Groups["at"].Value, message).After(refused),
            _ when message.Contains("permission denied", StringComparison.OrdinalIgnoreCase) => new Finding(
                CauseCode.CommandNotExecutable,
                "name a program that may be executed (chmod +x in the image), or run it by its interpreter: [sh, FILE]",
                refused,
                new Link($"\"{program}\" may not be executed", message)).At(place, field),
            _ => new Finding(CauseCode.ContainerRefused, "mend what the engine names", refused, new Link("the engine refuses it", message)).At(place),
        };
    }

    // A folder was to be mounted on a file, or the other way round.
    private static Finding OfMount(ContainerPlace place, string path, string message)
    {
        var index = place.Container.VolumeMounts.IndexOf(place.Container.VolumeMounts.FirstOrDefault(m => m.MountPath.TrimEnd('/') == path)!);
        var mount = index < 0 ? null : place.Container.VolumeMounts[index];
        return new Finding(
            CauseCode.ContainerRefused,
            mount is null or { SubPath.Length: > 0 } or { SubPathExpr.Length: > 0 }
                ? "mount a file on a file, and a folder on a folder or where nothing is"
                : $"to put one file there, name it: subPath: FILE beside mountPath: {path}; else mount the volume where the image has a folder or nothing",
            new Link($"of {(mount is null ? "what is mounted" : $"volume \"{mount.Name}\"")} and {path} in the image one is a folder and the other a file", message))
            .At(place, mount is null ? "volumeMounts" : $"volumeMounts[{index}]");
    }

    private static Finding? References(Pod pod, Container container, string message)
    {
        if (Reference().Match(message) is not { Success: true } found)
        {
            return null;
        }

        var (isMap, name) = (found.Groups["kind"].Value.Equals("configmap", StringComparison.OrdinalIgnoreCase), found.Groups["name"].Value);
        var kind = isMap ? "ConfigMap" : "Secret";
        var key = found.Groups["key"];
        return new Finding(
            isMap ? CauseCode.ConfigMapMissing : CauseCode.SecretMissing,
            $"create {kind} {name} in namespace {pod.Metadata.Namespace}{(key.Success ? $" with key {key.Value}" : "")}, or mark the reference optional",
            new Link(key.Success ? $"{kind} \"{name}\" has no key \"{key.Value}\"" : $"there is no {kind} \"{name}\" in namespace {pod.Metadata.Namespace}", message))
        { Field = FieldOf(pod, container, isMap, name) };
    }

    // Where the container refers to it.
    private static string? FieldOf(Pod pod, Container container, bool isMap, string name)
    {
        var path = ContainerPlace.AllOf(pod).First(p => p.Container.Name == container.Name).Path;
        var source = container.EnvFrom.IndexOf(container.EnvFrom.FirstOrDefault(e => (isMap ? e.ConfigMapRef?.Name : e.SecretRef?.Name) == name)!);
        var variable = container.Env.IndexOf(container.Env.FirstOrDefault(e => (isMap ? e.ValueFrom?.ConfigMapKeyRef?.Name : e.ValueFrom?.SecretKeyRef?.Name) == name)!);
        return source >= 0 ? $"{path}.envFrom[{source}]" : variable >= 0 ? $"{path}.env[{variable}].valueFrom" : null;
    }

    [GeneratedRegex(@"couldn't find key (?<key>\S+) in (?<kind>ConfigMap|Secret) (\S+/)?(?<name>[^\s/]+)|(?<kind>configmap|secret) ""(?<name>[^""]+)"" not found", RegexOptions.ExplicitCapture)]
    private static partial Regex Reference();

    [GeneratedRegex(@"volume ""(?<name>[^""]+)""", RegexOptions.ExplicitCapture)]
    private static partial Regex VolumeName();

    [GeneratedRegex(@"(exec: ""(?<name>[^""]+)""|exec (?<name>/\S+):|stat (?<name>[^\s:]+):)", RegexOptions.ExplicitCapture)]
    private static partial Regex Program();

    [GeneratedRegex(@"to rootfs at ""(?<at>[^""]+)"".*not a directory", RegexOptions.ExplicitCapture)]
    private static partial Regex MountedOn();

    [GeneratedRegex(@"working directory|chdir to cwd|Cannot mkdir", RegexOptions.IgnoreCase)]
    private static partial Regex WorkingDir();
}
