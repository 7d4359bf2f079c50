using LocalPods.Api.Meta;

namespace LocalPods.Api.Authorization;

/// <summary>Asks whether the caller may do something.</summary>
public sealed record SelfSubjectAccessReview : IKubernetesObject
{
    /// <summary>Group and version of the schema this object is written in; always <c>authorization.k8s.io/v1</c>.</summary>
    public string ApiVersion { get => field ?? "authorization.k8s.io/v1"; init; }

    /// <summary>Name of the kind; always <c>SelfSubjectAccessReview</c>.</summary>
    public string Kind { get => field ?? "SelfSubjectAccessReview"; init; }

    /// <summary>Name, labels and bookkeeping.</summary>
    public ObjectMeta Metadata { get => field ??= new(); init; }

    /// <summary>What is asked.</summary>
    public SelfSubjectAccessReviewSpec Spec { get => field ??= new(); init; }

    /// <summary>The answer.</summary>
    public SubjectAccessReviewStatus Status { get => field ??= new(); init; }
}

/// <summary>What the caller would do; exactly one of the two.</summary>
public sealed record SelfSubjectAccessReviewSpec
{
    /// <summary>Something with objects.</summary>
    public ResourceAttributes? ResourceAttributes { get; init; }

    /// <summary>Something with a path outside of them.</summary>
    public NonResourceAttributes? NonResourceAttributes { get; init; }
}
