using LocalPods.Api.Core;

namespace LocalPods.Orchestrator.Pods;

/// <summary>Whether containers that ended are started again (spec: pod-lifecycle 4.6). Pure.</summary>
public static class RestartPolicies
{
    public const string Always = "Always";
    public const string OnFailure = "OnFailure";
    public const string Never = "Never";

    /// <summary>An init container that goes on running beside the regular ones.</summary>
    public static bool IsSidecar(Container initContainer) => initContainer.RestartPolicy == Always;

    /// <summary>Whether a regular container that ended with this code runs again.</summary>
    public static bool MayRestart(PodSpec pod, Container container, int exitCode) =>
        Matches(container, exitCode) || Allows(PolicyOf(pod, container), exitCode);

    /// <summary>Whether an init container that ended with this code runs again. A sidecar always does, any other only after a failure.</summary>
    public static bool MayRestartInit(PodSpec pod, Container container, int exitCode) =>
        IsSidecar(container) || (exitCode != 0 && (Matches(container, exitCode) || PolicyOf(pod, container) != Never));

    /// <summary>Whether a container that one of its probes gave up runs again: here the rules by exit code do not count.</summary>
    public static bool MayRestartAfterProbe(PodSpec pod, Container container) => PolicyOf(pod, container) != Never;

    private static string PolicyOf(PodSpec pod, Container container) => container.RestartPolicy ?? pod.RestartPolicy ?? Always;

    private static bool Allows(string policy, int exitCode) => policy switch
    {
        Never => false,
        OnFailure => exitCode != 0,
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
