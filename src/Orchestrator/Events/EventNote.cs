namespace LocalPods.Orchestrator.Events;

/// <summary>Something worth telling, before it is counted together with its like.</summary>
/// <param name="About">The object it happened to.</param>
/// <param name="Type">Whether a user should worry.</param>
/// <param name="Reason">Kubernetes' word for it, for programs: <c>Started</c>.</param>
/// <param name="Message">For people. An id of the container in it is replaced by the container's name.</param>
public sealed record EventNote(EventTarget About, EventType Type, string Reason, string Message)
{
    /// <summary>Which part of Kubernetes would have said so.</summary>
    public string Component { get; init; } = "kubelet";
}
