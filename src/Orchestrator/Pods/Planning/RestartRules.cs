using LocalPods.Api.Core;

namespace LocalPods.Orchestrator.Pods.Planning;

/// <summary>Who is started again after an end (spec 4.6). A container's own policy beats the pod's.</summary>
internal static class RestartRules
{
    /// <summary>An init container that is started with the pod and kept running beside it.</summary>
    public static bool IsSidecar(Container initContainer) => initContainer.RestartPolicy == "Always";

    /// <summary>Whether an ended container is started again by its rules, its own policy, or the pod's.</summary>
    public static bool AfterExit(PodSpec spec, Container container, int exitCode) =>
        container.RestartPolicy is not null && MatchesRule(container, exitCode) || ByPolicy(spec, container, exitCode);

    /// <summary>Whether a container that a probe gave up comes back: rules about exit codes do not count then.</summary>
    public static bool AfterKill(PodSpec spec, Container container) => PolicyOf(spec, container) != "Never";

    private static bool ByPolicy(PodSpec spec, Container container, int exitCode) => PolicyOf(spec, container) switch
    {
        "Never" => false,
        "OnFailure" => exitCode != 0,
        _ => true,
    };

    private static string PolicyOf(PodSpec spec, Container container) => container.RestartPolicy ?? spec.RestartPolicy ?? "Always";

    private static bool MatchesRule(Container container, int exitCode) => container.RestartPolicyRules
        .FirstOrDefault(rule => rule.ExitCodes is { } codes
            && codes.Operator == (codes.Values.Contains(exitCode) ? "In" : "NotIn")) is not null;
}
