namespace LocalPods.Api.Core;

/// <summary>Whether containers that ended are started again (spec: pod-lifecycle 4.6).</summary>
public static class RestartExtensions
{
    /// <summary>Whether a regular container that ended with this code runs again.</summary>
    public static bool MayRestart(this PodSpec pod, Container container, int exitCode) =>
        MatchesRule(container, exitCode) || PolicyOf(pod, container) switch
        {
            RestartPolicies.Never => false,
            RestartPolicies.OnFailure => exitCode != 0,
            _ => true,
        };

    /// <summary>Whether an init container that ended with this code runs again. A sidecar always does, any other only after a failure.</summary>
    public static bool MayRestartInit(this PodSpec pod, Container container, int exitCode) =>
        container.IsSidecar() || (exitCode != 0 && (MatchesRule(container, exitCode) || PolicyOf(pod, container) != RestartPolicies.Never));

    /// <summary>Whether an end with this code has the whole pod restarted in place. An init container's success never does.</summary>
    public static bool RestartsAll(this PodSpec pod, Container container, int exitCode) =>
        (exitCode != 0 || pod.Containers.Any(c => c.Name == container.Name)) && Rule(container, exitCode)?.Action == RestartActions.RestartAllContainers;

    /// <summary>Whether any end of a container may have the whole pod restarted in place.</summary>
    public static bool MayRestartAll(this PodSpec pod) =>
        pod.AllContainers().Any(c => c.RestartPolicyRules.Any(rule => rule.Action == RestartActions.RestartAllContainers));

    private static string PolicyOf(PodSpec pod, Container container) => container.RestartPolicy ?? pod.RestartPolicy ?? RestartPolicies.Always;

    // Both actions there are start the container again.
    private static bool MatchesRule(Container container, int exitCode) => Rule(container, exitCode) is not null;

    // The first rule that fits decides.
    private static ContainerRestartRule? Rule(Container container, int exitCode) => container.RestartPolicy is null
        ? null
        : container.RestartPolicyRules.FirstOrDefault(rule => rule.ExitCodes switch
        {
            { Operator: "In" } codes => codes.Values.Contains(exitCode),
            { Operator: "NotIn" } codes => !codes.Values.Contains(exitCode),
            _ => false,
        });
}
