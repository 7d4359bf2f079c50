using System.Collections.Immutable;
using LocalPods.Api.Meta;

namespace LocalPods.Api.Authorization;

/// <summary>Asks whether somebody may do something.</summary>
public sealed record SubjectAccessReview : IKubernetesObject
{
    /// <summary>Group and version of the schema this object is written in; always <c>authorization.k8s.io/v1</c>.</summary>
    public string ApiVersion { get => field ?? "authorization.k8s.io/v1"; init; }

    /// <summary>Name of the kind; always <c>SubjectAccessReview</c>.</summary>
    public string Kind { get => field ?? "SubjectAccessReview"; init; }

    /// <summary>Name, labels and bookkeeping.</summary>
    public ObjectMeta Metadata { get => field ??= new(); init; }

    /// <summary>What is asked.</summary>
    public SubjectAccessReviewSpec Spec { get => field ??= new(); init; }

    /// <summary>The answer.</summary>
    public SubjectAccessReviewStatus Status { get => field ??= new(); init; }
}

/// <summary>Who would do what; exactly one of the two attributes.</summary>
public sealed record SubjectAccessReviewSpec
{
    /// <summary>Something with objects.</summary>
    public ResourceAttributes? ResourceAttributes { get; init; }

    /// <summary>Something with a path outside of them.</summary>
    public NonResourceAttributes? NonResourceAttributes { get; init; }

    /// <summary>Name of the user; may be empty where groups are given.</summary>
    public string? User { get; init; }

    /// <summary>Groups of the user.</summary>
    public ImmutableArray<string> Groups { get => field.OrEmpty(); init; }

    /// <summary>Further facts about the user.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<string>>? Extra { get; init; }

    /// <summary>Uid of the user.</summary>
    public string? Uid { get; init; }
}
