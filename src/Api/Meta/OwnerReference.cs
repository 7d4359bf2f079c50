namespace LocalPods.Api.Meta;

/// <summary>Points from an object to one that owns it, in the same namespace or in none.</summary>
public sealed record OwnerReference
{
    /// <summary>Group and version of the owner's kind.</summary>
    public string ApiVersion { get => field ?? ""; init; }

    /// <summary>Kind of the owner.</summary>
    public string Kind { get => field ?? ""; init; }

    /// <summary>Name of the owner.</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>Uid of the owner; a new object of the same name is another owner.</summary>
    public string Uid { get => field ?? ""; init; }

    /// <summary>True for the one owner that manages this object.</summary>
    public bool? Controller { get; init; }

    /// <summary>True when a foreground deletion of the owner has to wait for this object.</summary>
    public bool? BlockOwnerDeletion { get; init; }
}
