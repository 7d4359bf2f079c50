namespace LocalPods.Orchestrator.Events;

/// <summary>The two types of event, each as one call.</summary>
public static class EventRecording
{
    public static void Normal(this IEventRecorder events, EventTarget about, string reason, string message) =>
        events.Record(new EventNote(about, EventType.Normal, reason, message));

    public static void Warning(this IEventRecorder events, EventTarget about, string reason, string message) =>
        events.Record(new EventNote(about, EventType.Warning, reason, message));
}
