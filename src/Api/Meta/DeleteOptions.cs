using System.Collections.Immutable;

namespace LocalPods.Api.Meta;

/// <summary>How an object is to be deleted.</summary>
public sealed record DeleteOptions
{
    /// <summary>Group and version of the schema this object is written in; always <c>v1</c>.</summary>
    public string ApiVersion { get => field ?? "v1"; init; }

    /// <summary>Name of the kind; always <c>DeleteOptions</c>.</summary>
    public string Kind { get => field ?? "DeleteOptions"; init; }

    /// <summary>Seconds the object may take to end; 0 removes it at once. Absent: the object's own value.</summary>
    public long? GracePeriodSeconds { get; init; }

    /// <summary>Delete only if these hold.</summary>
    public Preconditions? Preconditions { get; init; }

    /// <summary>Former way to keep owned objects; use propagationPolicy.</summary>
    public bool? OrphanDependents { get; init; }

    /// <summary>What becomes of owned objects: Background, Foreground or Orphan.</summary>
    public string? PropagationPolicy { get; init; }

    /// <summary>The value All checks the request and changes nothing.</summary>
    public ImmutableArray<string> DryRun { get => field.OrEmpty(); init; }

    /// <summary>Delete even if the stored object can no longer be read.</summary>
    public bool? IgnoreStoreReadErrorWithClusterBreakingPotential { get; init; }
}

/// <summary>What must hold before an object is changed or deleted.</summary>
public sealed record Preconditions
{
    /// <summary>The object must have this uid.</summary>
    public string? Uid { get; init; }

    /// <summary>The object must have this resource version.</summary>
    public string? ResourceVersion { get; init; }
}
