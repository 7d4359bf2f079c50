using System.Collections.Immutable;
using LocalPods.Api.Meta;
using LocalPods.Api.Quantities;

namespace LocalPods.Api.Core;

/// <summary>What all objects of a namespace together may use.</summary>
public sealed record ResourceQuota : IKubernetesObject
{
    /// <summary>Group and version of the schema this object is written in; always <c>v1</c>.</summary>
    public string ApiVersion { get => field ?? "v1"; init; }

    /// <summary>Name of the kind; always <c>ResourceQuota</c>.</summary>
    public string Kind { get => field ?? "ResourceQuota"; init; }

    /// <summary>Name, labels and bookkeeping.</summary>
    public ObjectMeta Metadata { get => field ??= new(); init; }

    /// <summary>How much there is.</summary>
    public ResourceQuotaSpec Spec { get => field ??= new(); init; }

    /// <summary>How much is used.</summary>
    public ResourceQuotaStatus Status { get => field ??= new(); init; }
}

/// <summary>A list of resource quotas.</summary>
public sealed record ResourceQuotaList : IKubernetesList<ResourceQuota>
{
    /// <summary>Group and version of the schema this object is written in; always <c>v1</c>.</summary>
    public string ApiVersion { get => field ?? "v1"; init; }

    /// <summary>Name of the kind; always <c>ResourceQuotaList</c>.</summary>
    public string Kind { get => field ?? "ResourceQuotaList"; init; }

    /// <summary>The list's version and paging.</summary>
    public ListMeta Metadata { get => field ??= new(); init; }

    /// <summary>The resource quotas.</summary>
    public ImmutableArray<ResourceQuota> Items { get => field.OrEmpty(); init; }
}

/// <summary>How much a namespace may use.</summary>
public sealed record ResourceQuotaSpec
{
    /// <summary>The amounts, by what is counted: such as pods, requests.cpu, limits.memory, count/configmaps.</summary>
    public ImmutableSortedDictionary<string, Quantity>? Hard { get; init; }

    /// <summary>Only pods of which all of these hold are counted: Terminating, NotTerminating, BestEffort, NotBestEffort, PriorityClass. Cannot be changed.</summary>
    public ImmutableArray<string> Scopes { get => field.OrEmpty(); init; }

    /// <summary>The same with values: only pods of which all of these hold are counted.</summary>
    public ScopeSelector? ScopeSelector { get; init; }
}

/// <summary>Which pods a quota counts.</summary>
public sealed record ScopeSelector
{
    /// <summary>All of them must hold.</summary>
    public ImmutableArray<ScopedResourceSelectorRequirement> MatchExpressions { get => field.OrEmpty(); init; }
}

/// <summary>Something that must hold of a pod.</summary>
public sealed record ScopedResourceSelectorRequirement
{
    /// <summary>The scope, such as PriorityClass.</summary>
    public string ScopeName { get => field ?? ""; init; }

    /// <summary>In, NotIn, Exists or DoesNotExist.</summary>
    public string Operator { get => field ?? ""; init; }

    /// <summary>Values for In and NotIn.</summary>
    public ImmutableArray<string> Values { get => field.OrEmpty(); init; }
}

/// <summary>How much a namespace uses.</summary>
public sealed record ResourceQuotaStatus
{
    /// <summary>The amounts that hold now.</summary>
    public ImmutableSortedDictionary<string, Quantity>? Hard { get; init; }

    /// <summary>What is used of them.</summary>
    public ImmutableSortedDictionary<string, Quantity>? Used { get; init; }
}
