namespace LocalPods.Orchestrator.Events;

/// <summary>Kubernetes' event types; the names are what is written.</summary>
public enum EventType
{
    Normal,
    Warning,
}
