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

    private static string PolicyOf(PodSpec pod, Container container) => container.RestartPolicy ?? pod.RestartPolicy ?? RestartPolicies.Always;

    // The first rule that fits decides; both actions there are start the container again.
    private static bool MatchesRule(Container container, int exitCode) =>
        container.RestartPolicy is not null && container.RestartPolicyRules.Any(rule => rule.ExitCodes switch
        {
            { Operator: "In" } codes => codes.Values.Contains(exitCode),
            { Operator: "NotIn" } codes => !codes.Values.Contains(exitCode),
            _ => false,
        });
}
