using LocalPods.Api.Meta;

namespace LocalPods.Api.Autoscaling;

/// <summary>How many replicas an object of another kind has, and how many are wished for.</summary>
public sealed record Scale : IKubernetesObject
{
    /// <summary>Group and version of the schema this object is written in; always <c>autoscaling/v1</c>.</summary>
    public string ApiVersion { get => field ?? "autoscaling/v1"; init; }

    /// <summary>Name of the kind; always <c>Scale</c>.</summary>
    public string Kind { get => field ?? "Scale"; init; }

    /// <summary>Of the object that is scaled.</summary>
    public ObjectMeta Metadata { get => field ??= new(); init; }

    /// <summary>What is wished for.</summary>
    public ScaleSpec Spec { get => field ??= new(); init; }

    /// <summary>What there is.</summary>
    public ScaleStatus Status { get => field ??= new(); init; }
}

/// <summary>How many replicas are wished for.</summary>
public sealed record ScaleSpec
{
    /// <summary>The wished number; 0 when it is not given.</summary>
    public int? Replicas { get; init; }
}

/// <summary>How many replicas there are.</summary>
public sealed record ScaleStatus
{
    /// <summary>The number there is.</summary>
    public int Replicas { get; init; }

    /// <summary>The labels by which they are found, as a selector in text form.</summary>
    public string? Selector { get; init; }
}
