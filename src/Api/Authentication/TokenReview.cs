using System.Collections.Immutable;
using LocalPods.Api.Meta;

namespace LocalPods.Api.Authentication;

/// <summary>Asks whose a token is.</summary>
public sealed record TokenReview : IKubernetesObject
{
    /// <summary>Group and version of the schema this object is written in; always <c>authentication.k8s.io/v1</c>.</summary>
    public string ApiVersion { get => field ?? "authentication.k8s.io/v1"; init; }

    /// <summary>Name of the kind; always <c>TokenReview</c>.</summary>
    public string Kind { get => field ?? "TokenReview"; init; }

    /// <summary>Name, labels and bookkeeping.</summary>
    public ObjectMeta Metadata { get => field ??= new(); init; }

    /// <summary>What is asked.</summary>
    public TokenReviewSpec Spec { get => field ??= new(); init; }

    /// <summary>The answer.</summary>
    public TokenReviewStatus Status { get => field ??= new(); init; }
}

/// <summary>The token.</summary>
public sealed record TokenReviewSpec
{
    /// <summary>The token itself.</summary>
    public string? Token { get; init; }

    /// <summary>Who is asked to accept it. Empty: this API.</summary>
    public ImmutableArray<string> Audiences { get => field.OrEmpty(); init; }
}

/// <summary>Whose it is.</summary>
public sealed record TokenReviewStatus
{
    /// <summary>Whether it is good.</summary>
    public bool? Authenticated { get; init; }

    /// <summary>Whose it is.</summary>
    public UserInfo User { get => field ??= new(); init; }

    /// <summary>Those of the audiences asked for that it is good for.</summary>
    public ImmutableArray<string> Audiences { get => field.OrEmpty(); init; }

    /// <summary>Why it is not good.</summary>
    public string? Error { get; init; }
}
