using System.Globalization;
using System.Text.Json.Nodes;
using LocalPods.Api.Core;
using LocalPods.Api.Meta;
using LocalPods.Api.Serialization;

namespace LocalPods.Integration;

/// <summary>
/// Says random pods to a real engine: what their containers do, and what probes and hooks answer, as shell scripts. Every
/// start is counted in a file of the pod's own volume.
/// </summary>
internal sealed class ShellPods
{
    private const string State = "/state";
    private const long LongestGrace = 5;

    private readonly Dictionary<(string Pod, string Container), ContainerBehaviour[]> _behaviours = [];

    public void Behaves(string pod, string container, ContainerBehaviour[] byAttempt) => _behaviours[(pod, container)] = byAttempt;

    /// <summary>The pod as it runs on an engine, with a grace period that does not keep a test waiting.</summary>
    public RandomPod Make(RandomPod drawn)
    {
        var spec = drawn.Spec;
        return new RandomPod(drawn.Name, spec with
        {
            TerminationGracePeriodSeconds = Math.Min(spec.TerminationGracePeriodSeconds ?? LongestGrace, LongestGrace),
            Containers = [.. spec.Containers.Select(c => Scripted(drawn.Name, c))],
            InitContainers = [.. spec.InitContainers.Select(c => Scripted(drawn.Name, c))],
            Volumes = [new Volume { Name = "state", EmptyDir = new EmptyDirVolumeSource() }],
        }, drawn.Fate, drawn.Lasting);
    }

    /// <summary>As it is applied.</summary>
    public static string Manifest(RandomPod pod)
    {
        var json = (JsonObject)ApiJson.ToJson(new Pod { Metadata = new ObjectMeta { Name = pod.Name }, Spec = pod.Spec });
        json["apiVersion"] = "v1";
        json["kind"] = "Pod";
        json.Remove("status");
        return json.ToJsonString();
    }

    /// <summary>Name of the file that counts the starts of a container.</summary>
    public static string StartsFile(string container) => $"{container}.starts";

    private Container Scripted(string pod, Container container) => container with
    {
        Command = ["sh", "-c", Script(container.Name, _behaviours[(pod, container.Name)])],
        VolumeMounts = [new VolumeMount { Name = "state", MountPath = State }],
        StartupProbe = Scripted(container.StartupProbe, container.Name),
        ReadinessProbe = Scripted(container.ReadinessProbe, container.Name),
        LivenessProbe = Scripted(container.LivenessProbe, container.Name),
        Lifecycle = container.Lifecycle is not { } hooks ? null : new Lifecycle
        {
            PostStart = Scripted(hooks.PostStart, container.Name),
            PreStop = Scripted(hooks.PreStop, container.Name),
        },
    };

    // A busy machine answers late; that is not what is tested here.
    private static Probe? Scripted(Probe? probe, string container) =>
        probe is null ? null : probe with { Exec = Scripted(probe.Exec!, container), TimeoutSeconds = 20 };

    private static LifecycleHandler? Scripted(LifecycleHandler? hook, string container) =>
        hook is null ? null : hook with { Exec = Scripted(hook.Exec!, container) };

    // The word after the script is its name: it tells commands apart in the engine's events.
    private static ExecAction Scripted(ExecAction exec, string container)
    {
        var seconds = Seconds(TimeSpan.FromMilliseconds(int.Parse(exec.Command[1], CultureInfo.InvariantCulture)));
        var starts = $"$(cat {State}/{StartsFile(container)})";
        var age = $"$(($(date +%s) - $(cat {State}/{container}.at)))";
        var script = exec.Command[0] switch
        {
            "startup" or "ready" => $"[ {age} -ge {Whole(seconds)} ]",
            "live" => $"[ {starts} -gt 2 ] || [ {age} -lt {Whole(seconds)} ]",
            _ => $"sleep {seconds}; [ {starts} -gt {exec.Command[3]} ] || exit {exec.Command[2]}",
        };
        return new ExecAction { Command = ["sh", "-c", script, exec.Command[0]] };
    }

    private static string Script(string container, ContainerBehaviour[] byAttempt)
    {
        var last = byAttempt.Length - 1;
        var acts = byAttempt.Select((act, at) => $"{(at == last ? "*" : at)}) {Act(act)};;");
        var term = byAttempt[0] is { EndsOnTermAfter: { } after } first ? $"sleep {Seconds(after)}; exit {first.TermExitCode}" : "";
        return $"n=$(cat {State}/{StartsFile(container)} 2>/dev/null || echo 0); date +%s > {State}/{container}.at; echo $((n+1)) > {State}/{StartsFile(container)}; "
            + $"trap '{term}' TERM; case $n in {string.Join(' ', acts)} esac";
    }

    private static string Act(ContainerBehaviour act) =>
        act.ExitsAfter is { } after ? $"sleep {Seconds(after)}; exit {act.ExitCode}" : "while :; do sleep 1000 & wait $!; done";

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);

    private static string Whole(string seconds) => seconds.Split('.')[0];
}
