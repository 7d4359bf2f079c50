using System.Collections.Immutable;
using System.Text.Json.Serialization;
using LocalPods.Api.Meta;
using LocalPods.Api.Serialization;

namespace LocalPods.Api.Coordination;

/// <summary>A claim that somebody holds for a time and renews: by it controllers elect who of them works, and nodes say that they live.</summary>
public sealed record Lease : IKubernetesObject
{
    /// <summary>Group and version of the schema this object is written in; always <c>coordination.k8s.io/v1</c>.</summary>
    public string ApiVersion { get => field ?? "coordination.k8s.io/v1"; init; }

    /// <summary>Name of the kind; always <c>Lease</c>.</summary>
    public string Kind { get => field ?? "Lease"; init; }

    /// <summary>Name, labels and bookkeeping.</summary>
    public ObjectMeta Metadata { get => field ??= new(); init; }

    /// <summary>Who holds the lease, and until when.</summary>
    public LeaseSpec Spec { get => field ??= new(); init; }
}

/// <summary>A list of leases.</summary>
public sealed record LeaseList : IKubernetesList<Lease>
{
    /// <summary>Group and version of the schema this object is written in; always <c>coordination.k8s.io/v1</c>.</summary>
    public string ApiVersion { get => field ?? "coordination.k8s.io/v1"; init; }

    /// <summary>Name of the kind; always <c>LeaseList</c>.</summary>
    public string Kind { get => field ?? "LeaseList"; init; }

    /// <summary>The list's version and paging.</summary>
    public ListMeta Metadata { get => field ??= new(); init; }

    /// <summary>The leases.</summary>
    public ImmutableArray<Lease> Items { get => field.OrEmpty(); init; }
}

/// <summary>Who holds a lease, and until when.</summary>
public sealed record LeaseSpec
{
    /// <summary>The present holder; absent when nobody holds it.</summary>
    public string? HolderIdentity { get; init; }

    /// <summary>Seconds after renewTime in which others must leave the lease alone.</summary>
    public int? LeaseDurationSeconds { get; init; }

    /// <summary>When the present holder took it.</summary>
    [JsonConverter(typeof(MicroTimeConverter))]
    public DateTimeOffset? AcquireTime { get; init; }

    /// <summary>When the present holder renewed it last.</summary>
    [JsonConverter(typeof(MicroTimeConverter))]
    public DateTimeOffset? RenewTime { get; init; }

    /// <summary>How often it went from one holder to another.</summary>
    public int? LeaseTransitions { get; init; }

    /// <summary>How the holder is chosen when several ask: such as OldestEmulationVersion.</summary>
    public string? Strategy { get; init; }

    /// <summary>Whom the holder should hand it to. Needs a strategy.</summary>
    public string? PreferredHolder { get; init; }
}
