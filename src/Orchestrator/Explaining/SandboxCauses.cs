using System.Globalization;
using System.Text.RegularExpressions;
using LocalPods.Api.Core;

namespace LocalPods.Orchestrator.Explaining;

/// <summary>Causes that lie with the pause container, which holds the pod's network. Pure.</summary>
internal static partial class SandboxCauses
{
    public static Finding? Of(PodEvidence evidence)
    {
        if (evidence.Seen is not { } seen || seen.Sandboxes is [{ Ready: true }, ..])
        {
            return null;
        }

        if (evidence.Latest("FailedCreatePodSandBox") is { } failed)
        {
            return Failed(evidence, failed.Message ?? "");
        }

        return seen.Sandboxes is [var ended, ..]
            ? new Finding(
                CauseCode.SandboxLost,
                "nothing: a new one is made, and the containers start again; if it happens again, find out who removes containers of the engine",
                new Link("its containers have lost their network"),
                new Link("its pause container has ended", $"sandbox {ended.Id.Value[..Math.Min(12, ended.Id.Value.Length)]} (attempt {ended.Attempt}) does not run"))
            : null;
    }

    private static Finding Failed(PodEvidence evidence, string message)
    {
        var first = new Link("no container can start before the pod has its network");
        var publishes = new Link("its pause container, which publishes its host ports, cannot be started", message);
        if (NoAddress().Match(message) is { Success: true } strange)
        {
            var address = strange.Groups["address"].Value;
            return new Finding(CauseCode.SandboxFailed, "set hostIP to an address of this machine, or leave it out for all of them", first, publishes, new Link($"this machine does not have the address {address}"))
            {
                Field = FieldOf(evidence.Pod, p => p.HostIP == address, "hostIP"),
            };
        }

        if (PortTaken().Match(message) is not { Success: true } taken
            || !int.TryParse(taken.Groups["port"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            return new Finding(CauseCode.SandboxFailed, "mend what the engine names; it is tried again by itself", first, new Link("its pause container cannot be started", message));
        }

        var holder = evidence.HostPortHolders.FirstOrDefault(h => h.Port.HostPort == port);
        var fix = $"use another hostPort, {(holder switch
        {
            { Pod: { } pod } => $"or delete pod {pod}",
            { Container: { } container } => $"or stop container {container}",
            { Pid: { } pid } => $"or stop process {pid}",
            _ => "or stop what has it",
        })}";
        return new Finding(
            CauseCode.HostPortTaken,
            fix,
            first,
            publishes,
            new Link($"host port {port} is taken by {holder?.Who ?? "somebody else on this machine"}"))
        { Field = FieldOf(evidence.Pod, port), Container = evidence.Pod.Spec.Containers.FirstOrDefault(c => c.Ports.Any(p => p.HostPort == port))?.Name };
    }

    /// <summary>The field that asks for a host port.</summary>
    public static string? FieldOf(Pod pod, int port) => FieldOf(pod, p => p.HostPort == port, "hostPort");

    private static string? FieldOf(Pod pod, Func<ContainerPort, bool> holds, string field) => pod.Spec.Containers
        .SelectMany((c, i) => c.Ports.Select((p, j) => (Port: p, Field: $"spec.containers[{i}].ports[{j}].{field}")))
        .FirstOrDefault(p => holds(p.Port)).Field;

    [GeneratedRegex(@"listen \w+ \[?(?<address>[^\s\]]+)\]?:\d+: bind: cannot assign requested address", RegexOptions.ExplicitCapture)]
    private static partial Regex NoAddress();

    [GeneratedRegex(@"(Bind for \S*:(?<port>\d+) failed|port (?<port>\d+) is already allocated|listen \w+ \S*:(?<port>\d+): bind: address already in use)", RegexOptions.ExplicitCapture)]
    private static partial Regex PortTaken();
}
