namespace LocalPods.Api.Meta;

/// <summary>An object of any kind reduced to its metadata.</summary>
public sealed record PartialObjectMetadata : IKubernetesObject
{
    /// <summary>Group and version of the schema this object is written in; always <c>meta.k8s.io/v1</c>.</summary>
    public string ApiVersion { get => field ?? "meta.k8s.io/v1"; init; }

    /// <summary>Name of the kind; always <c>PartialObjectMetadata</c>.</summary>
    public string Kind { get => field ?? "PartialObjectMetadata"; init; }

    /// <summary>The object's metadata.</summary>
    public ObjectMeta Metadata { get => field ??= new(); init; }
}
