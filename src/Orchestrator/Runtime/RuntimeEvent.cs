namespace LocalPods.Orchestrator.Runtime;

/// <summary>A reason to look again. Closed: the nested records are all the cases there are.</summary>
public abstract record RuntimeEvent
{
    private RuntimeEvent()
    {
    }

    /// <summary>A sandbox or container of this pod was created, started, ended or removed.</summary>
    public sealed record PodChanged(string PodUid) : RuntimeEvent;

    /// <summary>An image was pulled, tagged or removed: a pod that waits for one may go on.</summary>
    public sealed record ImageChanged(string Reference) : RuntimeEvent;

    /// <summary>The stream is there, for the first time or again: everything may have changed.</summary>
    public sealed record Connected : RuntimeEvent;

    /// <summary>The engine went away; the stream goes on trying.</summary>
    public sealed record Disconnected(string Reason) : RuntimeEvent;
}
