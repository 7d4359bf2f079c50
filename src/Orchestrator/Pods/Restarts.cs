using LocalPods.Api.Core;

namespace LocalPods.Orchestrator.Pods;

/// <summary>Whether containers that ended are started again (spec: pod-lifecycle 4.6). Pure.</summary>
internal static class Restarts
{
    /// <summary>An init container that goes on running beside the regular ones.</summary>
    public static bool IsSidecar(Container initContainer) => initContainer.RestartPolicy == RestartPolicies.Always;

    /// <summary>Whether a regular container that ended with this code runs again.</summary>
    public static bool MayRestart(PodSpec pod, Container container, int exitCode) =>
        Matches(container, exitCode) || Allows(PolicyOf(pod, container), exitCode);

    /// <summary>Whether an init container that ended with this code runs again. A sidecar always does, any other only after a failure.</summary>
    public static bool MayRestartInit(PodSpec pod, Container container, int exitCode) =>
        IsSidecar(container) || (exitCode != 0 && (Matches(container, exitCode) || PolicyOf(pod, container) != RestartPolicies.Never));

    private static string PolicyOf(PodSpec pod, Container container) => container.RestartPolicy ?? pod.RestartPolicy ?? RestartPolicies.Always;

    private static bool Allows(string policy, int exitCode) => policy switch
    {
        RestartPolicies.Never => false,
        RestartPolicies.OnFailure => exitCode != 0,
        _ => true,
    };

    private static bool Matches(Container container, int exitCode) =>
        container.RestartPolicy is not null
        && container.RestartPolicyRules.FirstOrDefault(r => Matches(r.ExitCodes, exitCode)) is { Action: "Restart" or "RestartAllContainers" };

    private static bool Matches(ContainerRestartRuleOnExitCodes? codes, int exitCode) => codes switch
    {
        { Operator: "In" } => codes.Values.Contains(exitCode),
        { Operator: "NotIn" } => !codes.Values.Contains(exitCode),
        _ => false,
    };
}
