using LocalPods.Api.Core;
using ContainerStatus = LocalPods.Orchestrator.Runtime.ContainerStatus;

namespace LocalPods.Orchestrator.Pods.Planning;

/// <summary>Grace periods (spec 8.3) and the stops made from them.</summary>
internal static class Kills
{
    /// <summary>No container has less between the stop signal and the kill (spec 8.3, step 6).</summary>
    public static readonly TimeSpan LeastGrace = TimeSpan.FromSeconds(2);

    private const long DefaultGraceSeconds = 30;

    /// <summary>The pod's own grace period in seconds.</summary>
    public static long SecondsOf(PodSpec spec) => spec.TerminationGracePeriodSeconds ?? DefaultGraceSeconds;

    /// <summary>A number of seconds as the time from the stop signal to the kill.</summary>
    public static TimeSpan AtLeast(long seconds)
    {
        var grace = TimeSpan.FromSeconds(seconds);
        return grace < LeastGrace ? LeastGrace : grace;
    }

    /// <summary>A stop by the grace period of the pod.</summary>
    public static PodAction.KillContainer Make(Pod pod, ContainerStatus instance, string because, bool replace) =>
        Make(pod, instance, SecondsOf(pod.Spec), because, replace);

    /// <summary>A stop; its preStop hook, if any, runs first and uses up grace.</summary>
    public static PodAction.KillContainer Make(Pod? pod, ContainerStatus instance, long graceSeconds, string because, bool replace) =>
        new(instance.Id, instance.Name, AtLeast(graceSeconds), because, replace, Hasten: false)
        {
            HookLimit = HasPreStop(pod, instance.Name) && graceSeconds > 0 ? TimeSpan.FromSeconds(graceSeconds) : null,
        };

    public static string Stopping(ContainerStatus instance) => $"Stopping container {instance.Name}";

    public static bool HasPreStop(Pod? pod, string container) => pod?.Find(container)?.Container.Lifecycle?.PreStop is not null;
}
