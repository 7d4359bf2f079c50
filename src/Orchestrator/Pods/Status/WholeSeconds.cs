namespace LocalPods.Orchestrator.Pods.Status;

/// <summary>Kubernetes' times: whole seconds of UTC, the rest cut off.</summary>
internal static class WholeSeconds
{
    public static DateTimeOffset Of(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);

    public static DateTimeOffset? Of(DateTimeOffset? time) => time is { } known ? Of(known) : null;
}
