using System.Collections.Immutable;
using LocalPods.Api.Meta;

namespace LocalPods.Api.Authorization;

/// <summary>Asks what the caller may do in a namespace.</summary>
public sealed record SelfSubjectRulesReview : IKubernetesObject
{
    /// <summary>Group and version of the schema this object is written in; always <c>authorization.k8s.io/v1</c>.</summary>
    public string ApiVersion { get => field ?? "authorization.k8s.io/v1"; init; }

    /// <summary>Name of the kind; always <c>SelfSubjectRulesReview</c>.</summary>
    public string Kind { get => field ?? "SelfSubjectRulesReview"; init; }

    /// <summary>Name, labels and bookkeeping.</summary>
    public ObjectMeta Metadata { get => field ??= new(); init; }

    /// <summary>What is asked.</summary>
    public SelfSubjectRulesReviewSpec Spec { get => field ??= new(); init; }

    /// <summary>The answer.</summary>
    public SubjectRulesReviewStatus Status { get => field ??= new(); init; }
}

/// <summary>Where.</summary>
public sealed record SelfSubjectRulesReviewSpec
{
    /// <summary>The namespace.</summary>
    public string? Namespace { get; init; }
}

/// <summary>What somebody may do.</summary>
public sealed record SubjectRulesReviewStatus
{
    /// <summary>With objects.</summary>
    public ImmutableArray<ResourceRule> ResourceRules { get => field.OrEmpty(); init; }

    /// <summary>With paths outside of them.</summary>
    public ImmutableArray<NonResourceRule> NonResourceRules { get => field.OrEmpty(); init; }

    /// <summary>Whether there may be more than is listed.</summary>
    public bool Incomplete { get; init; }

    /// <summary>What went wrong when the rules were gathered.</summary>
    public string? EvaluationError { get; init; }
}

/// <summary>Verbs that may be used on resources.</summary>
public sealed record ResourceRule
{
    /// <summary>Verbs; * is every verb.</summary>
    public ImmutableArray<string> Verbs { get => field.OrEmpty(); init; }

    /// <summary>Groups of the resources; * is every group.</summary>
    public ImmutableArray<string> ApiGroups { get => field.OrEmpty(); init; }

    /// <summary>The resources; * is every resource.</summary>
    public ImmutableArray<string> Resources { get => field.OrEmpty(); init; }

    /// <summary>Names of the objects. Empty: all of them.</summary>
    public ImmutableArray<string> ResourceNames { get => field.OrEmpty(); init; }
}

/// <summary>Verbs that may be used on paths outside the resources.</summary>
public sealed record NonResourceRule
{
    /// <summary>Verbs; * is every verb.</summary>
    public ImmutableArray<string> Verbs { get => field.OrEmpty(); init; }

    /// <summary>The paths; a * at the end is any rest.</summary>
    public ImmutableArray<string> NonResourceURLs { get => field.OrEmpty(); init; }
}
