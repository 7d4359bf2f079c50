namespace LocalPods.Orchestrator.Pods.Status;

/// <summary>One row of <c>get pods</c>, in the order of its columns; the last four are shown when asked for more.</summary>
public sealed record PodCells(
    string Name, string Ready, string Status, string Restarts, string Age, string Ip, string Node, string NominatedNode, string ReadinessGates);
