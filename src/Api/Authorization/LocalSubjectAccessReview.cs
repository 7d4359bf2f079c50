using LocalPods.Api.Meta;

namespace LocalPods.Api.Authorization;

/// <summary>Asks whether somebody may do something in one namespace.</summary>
public sealed record LocalSubjectAccessReview : IKubernetesObject
{
    /// <summary>Group and version of the schema this object is written in; always <c>authorization.k8s.io/v1</c>.</summary>
    public string ApiVersion { get => field ?? "authorization.k8s.io/v1"; init; }

    /// <summary>Name of the kind; always <c>LocalSubjectAccessReview</c>.</summary>
    public string Kind { get => field ?? "LocalSubjectAccessReview"; init; }

    /// <summary>Name, labels and bookkeeping.</summary>
    public ObjectMeta Metadata { get => field ??= new(); init; }

    /// <summary>What is asked.</summary>
    public SubjectAccessReviewSpec Spec { get => field ??= new(); init; }

    /// <summary>The answer.</summary>
    public SubjectAccessReviewStatus Status { get => field ??= new(); init; }
}
