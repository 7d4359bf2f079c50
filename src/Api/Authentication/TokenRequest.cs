using System.Collections.Immutable;
using LocalPods.Api.Meta;

namespace LocalPods.Api.Authentication;

/// <summary>Asks for a token of a service account.</summary>
public sealed record TokenRequest : IKubernetesObject
{
    /// <summary>Group and version of the schema this object is written in; always <c>authentication.k8s.io/v1</c>.</summary>
    public string ApiVersion { get => field ?? "authentication.k8s.io/v1"; init; }

    /// <summary>Name of the kind; always <c>TokenRequest</c>.</summary>
    public string Kind { get => field ?? "TokenRequest"; init; }

    /// <summary>Name, labels and bookkeeping.</summary>
    public ObjectMeta Metadata { get => field ??= new(); init; }

    /// <summary>What is asked.</summary>
    public TokenRequestSpec Spec { get => field ??= new(); init; }

    /// <summary>The answer.</summary>
    public TokenRequestStatus Status { get => field ??= new(); init; }
}

/// <summary>What the token should be good for.</summary>
public sealed record TokenRequestSpec
{
    /// <summary>Who may accept it. Empty: this API.</summary>
    public ImmutableArray<string> Audiences { get => field.OrEmpty(); init; }

    /// <summary>Seconds it should last, at least 600. Absent: 3600.</summary>
    public long? ExpirationSeconds { get; init; }

    /// <summary>An object whose end is the end of the token.</summary>
    public BoundObjectReference? BoundObjectRef { get; init; }
}

/// <summary>The object that a token is bound to.</summary>
public sealed record BoundObjectReference
{
    /// <summary>Pod, Secret or Node.</summary>
    public string? Kind { get; init; }

    /// <summary>Group and version of the kind.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Name of the object.</summary>
    public string? Name { get; init; }

    /// <summary>Uid of the object. Absent: whatever it has.</summary>
    public string? Uid { get; init; }
}

/// <summary>The token.</summary>
public sealed record TokenRequestStatus
{
    /// <summary>The token itself, as it stands after Bearer.</summary>
    public string Token { get => field ?? ""; init; }

    /// <summary>When it ends.</summary>
    public DateTimeOffset? ExpirationTimestamp { get; init; }
}
