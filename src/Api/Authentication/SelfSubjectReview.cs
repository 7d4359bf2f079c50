using LocalPods.Api.Meta;

namespace LocalPods.Api.Authentication;

/// <summary>Asks who the caller is.</summary>
public sealed record SelfSubjectReview : IKubernetesObject
{
    /// <summary>Group and version of the schema this object is written in; always <c>authentication.k8s.io/v1</c>.</summary>
    public string ApiVersion { get => field ?? "authentication.k8s.io/v1"; init; }

    /// <summary>Name of the kind; always <c>SelfSubjectReview</c>.</summary>
    public string Kind { get => field ?? "SelfSubjectReview"; init; }

    /// <summary>Name, labels and bookkeeping.</summary>
    public ObjectMeta Metadata { get => field ??= new(); init; }

    /// <summary>The answer.</summary>
    public SelfSubjectReviewStatus Status { get => field ??= new(); init; }
}

/// <summary>Who the caller is.</summary>
public sealed record SelfSubjectReviewStatus
{
    /// <summary>The caller.</summary>
    public UserInfo UserInfo { get => field ??= new(); init; }
}
