using System.Text.Json.Nodes;

namespace LocalPods.Orchestrator.Server.Registry;

/// <summary>What a delete request does to an object. Closed: the nested records are all the cases there are.</summary>
internal abstract record DeletionStep
{
    private DeletionStep()
    {
    }

    /// <summary>It is already going, and no sooner because of this request.</summary>
    public sealed record Nothing : DeletionStep;

    /// <summary>It stays, marked.</summary>
    public sealed record Mark(JsonObject Content) : DeletionStep;

    /// <summary>It is marked with no grace, so that whoever runs it hears of it, and removed.</summary>
    public sealed record MarkAndRemove(JsonObject Content) : DeletionStep;

    public sealed record Remove : DeletionStep;
}
