using LocalPods.Api.Meta;

namespace LocalPods.Api.Policy;

/// <summary>Asks for a pod to be deleted, unless a disruption budget keeps it.</summary>
public sealed record Eviction
{
    /// <summary>Group and version of the schema this object is written in.</summary>
    public string ApiVersion { get => field ?? "policy/v1"; init; }

    /// <summary>Name of the kind; always <c>Eviction</c>.</summary>
    public string Kind { get => field ?? "Eviction"; init; }

    /// <summary>Names the pod.</summary>
    public ObjectMeta Metadata { get => field ?? new(); init; }

    /// <summary>How the pod is to be deleted.</summary>
    public DeleteOptions? DeleteOptions { get; init; }
}
