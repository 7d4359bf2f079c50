namespace LocalPods.Orchestrator.Events;

/// <summary>
/// Where parts of the node tell users what they did. Recording never waits and never fails: what cannot be kept is
/// lost, as events are everywhere in Kubernetes.
/// </summary>
public interface IEventRecorder
{
    /// <summary>May be called from any thread; the order of calls is kept.</summary>
    void Record(EventNote note);
}
