namespace LocalPods.Orchestrator.Events;

/// <summary>An event as it is to stand in the store.</summary>
/// <param name="Note">With the message that is shown.</param>
/// <param name="Name">Of the event object.</param>
/// <param name="Count">How often it happened; above 1 the object exists already, unless it was dropped or has expired.</param>
/// <param name="First">When it happened first.</param>
/// <param name="Last">When it happened last.</param>
internal sealed record CorrelatedEvent(EventNote Note, string Name, int Count, DateTimeOffset First, DateTimeOffset Last);
