using System.Collections.Immutable;
using LocalPods.Api.ApiExtensions;
using LocalPods.Api.Meta;

namespace LocalPods.Api.AdmissionRegistration;

/// <summary>A server that is asked about writes.</summary>
public abstract record AdmissionWebhook
{
    /// <summary>Name of the webhook: a domain with at least three parts.</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>Where it is.</summary>
    public WebhookClientConfig ClientConfig { get => field ??= new(); init; }

    /// <summary>Writes it is asked about: those that fit at least one rule.</summary>
    public ImmutableArray<RuleWithOperations> Rules { get => field.OrEmpty(); init; }

    /// <summary>What happens when it cannot be asked: Fail refuses the write, Ignore goes on without it. Fail unless given.</summary>
    public string? FailurePolicy { get; init; }

    /// <summary>Exact asks only about the versions that rules name; Equivalent about other versions of the same objects too. Equivalent unless given.</summary>
    public string? MatchPolicy { get; init; }

    /// <summary>Namespaces whose objects it is asked about, by their labels.</summary>
    public LabelSelector? NamespaceSelector { get; init; }

    /// <summary>Objects it is asked about, by their labels, before or after the write.</summary>
    public LabelSelector? ObjectSelector { get; init; }

    /// <summary>Whether asking does more than to answer: None or NoneOnDryRun.</summary>
    public string? SideEffects { get; init; }

    /// <summary>Seconds it may take, from 1 to 30; 10 unless given.</summary>
    public int? TimeoutSeconds { get; init; }

    /// <summary>Versions of AdmissionReview it understands, the preferred one first.</summary>
    public ImmutableArray<string> AdmissionReviewVersions { get => field.OrEmpty(); init; }

    /// <summary>Conditions in the CEL language. Not evaluated here, so none are accepted.</summary>
    public ImmutableArray<MatchCondition> MatchConditions { get => field.OrEmpty(); init; }
}

/// <summary>A webhook that may change objects.</summary>
public sealed record MutatingWebhook : AdmissionWebhook
{
    /// <summary>Whether it is asked once more when others changed the object after it: Never or IfNeeded. Never unless given.</summary>
    public string? ReinvocationPolicy { get; init; }
}

/// <summary>A webhook that accepts or refuses.</summary>
public sealed record ValidatingWebhook : AdmissionWebhook;

/// <summary>Writes that a webhook is asked about.</summary>
public sealed record RuleWithOperations
{
    /// <summary>CREATE, UPDATE, DELETE, CONNECT or * for all.</summary>
    public ImmutableArray<string> Operations { get => field.OrEmpty(); init; }

    /// <summary>API groups; * for all.</summary>
    public ImmutableArray<string> ApiGroups { get => field.OrEmpty(); init; }

    /// <summary>Versions of the groups; * for all.</summary>
    public ImmutableArray<string> ApiVersions { get => field.OrEmpty(); init; }

    /// <summary>Resources such as pods or pods/status; * for all without a subresource, */* for all.</summary>
    public ImmutableArray<string> Resources { get => field.OrEmpty(); init; }

    /// <summary>Cluster, Namespaced or * for both. Both unless given.</summary>
    public string? Scope { get; init; }
}

/// <summary>A condition in the CEL language.</summary>
public sealed record MatchCondition
{
    /// <summary>Name of the condition.</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>The expression.</summary>
    public string Expression { get => field ?? ""; init; }
}
