using LocalPods.Api.Meta;

namespace LocalPods.Api.Core;

/// <summary>Puts a pod on a node.</summary>
public sealed record Binding : IKubernetesObject
{
    /// <summary>Group and version of the schema this object is written in; always <c>v1</c>.</summary>
    public string ApiVersion { get => field ?? "v1"; init; }

    /// <summary>Name of the kind; always <c>Binding</c>.</summary>
    public string Kind { get => field ?? "Binding"; init; }

    /// <summary>Names the pod.</summary>
    public ObjectMeta Metadata { get => field ?? new(); init; }

    /// <summary>The node.</summary>
    public ObjectReference Target { get => field ?? new(); init; }
}
