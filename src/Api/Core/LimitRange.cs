using System.Collections.Immutable;
using LocalPods.Api.Meta;
using LocalPods.Api.Quantities;

namespace LocalPods.Api.Core;

/// <summary>What single pods, containers and claims of a namespace may ask for, and what they get when they do not ask.</summary>
public sealed record LimitRange : IKubernetesObject
{
    /// <summary>Group and version of the schema this object is written in; always <c>v1</c>.</summary>
    public string ApiVersion { get => field ?? "v1"; init; }

    /// <summary>Name of the kind; always <c>LimitRange</c>.</summary>
    public string Kind { get => field ?? "LimitRange"; init; }

    /// <summary>Name, labels and bookkeeping.</summary>
    public ObjectMeta Metadata { get => field ??= new(); init; }

    /// <summary>The limits.</summary>
    public LimitRangeSpec Spec { get => field ??= new(); init; }
}

/// <summary>A list of limit ranges.</summary>
public sealed record LimitRangeList : IKubernetesList<LimitRange>
{
    /// <summary>Group and version of the schema this object is written in; always <c>v1</c>.</summary>
    public string ApiVersion { get => field ?? "v1"; init; }

    /// <summary>Name of the kind; always <c>LimitRangeList</c>.</summary>
    public string Kind { get => field ?? "LimitRangeList"; init; }

    /// <summary>The list's version and paging.</summary>
    public ListMeta Metadata { get => field ??= new(); init; }

    /// <summary>The limit ranges.</summary>
    public ImmutableArray<LimitRange> Items { get => field.OrEmpty(); init; }
}

/// <summary>The limits of a namespace.</summary>
public sealed record LimitRangeSpec
{
    /// <summary>One entry a type.</summary>
    public ImmutableArray<LimitRangeItem> Limits { get => field.OrEmpty(); init; }
}

/// <summary>Limits for things of one type.</summary>
public sealed record LimitRangeItem
{
    /// <summary>What is limited: Container, Pod or PersistentVolumeClaim.</summary>
    public string Type { get => field ?? ""; init; }

    /// <summary>Most that may be asked for, by resource.</summary>
    public ImmutableSortedDictionary<string, Quantity>? Max { get; init; }

    /// <summary>Least that must be asked for, by resource.</summary>
    public ImmutableSortedDictionary<string, Quantity>? Min { get; init; }

    /// <summary>The limit of a container that has none. Default: max.</summary>
    public ImmutableSortedDictionary<string, Quantity>? Default { get; init; }

    /// <summary>The request of a container that has none. Default: default, else min.</summary>
    public ImmutableSortedDictionary<string, Quantity>? DefaultRequest { get; init; }

    /// <summary>How many times its request a limit may be at most.</summary>
    public ImmutableSortedDictionary<string, Quantity>? MaxLimitRequestRatio { get; init; }
}
