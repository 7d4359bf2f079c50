namespace LocalPods.Api.Core;

/// <summary>Names an object in the same namespace.</summary>
public sealed record LocalObjectReference
{
    /// <summary>Name of the object.</summary>
    public string Name { get => field ?? ""; init; }
}

/// <summary>Names an object anywhere, or a part of it.</summary>
public sealed record ObjectReference
{
    /// <summary>Kind of the object.</summary>
    public string? Kind { get; init; }

    /// <summary>Namespace of the object.</summary>
    public string? Namespace { get; init; }

    /// <summary>Name of the object.</summary>
    public string? Name { get; init; }

    /// <summary>Uid of the object.</summary>
    public string? Uid { get; init; }

    /// <summary>Group and version of the kind.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Version of the object that is meant.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>Part of the object, such as spec.containers{web}.</summary>
    public string? FieldPath { get; init; }
}

/// <summary>Names an object of some kind in the same namespace.</summary>
public sealed record TypedLocalObjectReference
{
    /// <summary>Group of the kind; absent for the core group.</summary>
    public string? ApiGroup { get; init; }

    /// <summary>Kind of the object.</summary>
    public string Kind { get => field ?? ""; init; }

    /// <summary>Name of the object.</summary>
    public string Name { get => field ?? ""; init; }
}

/// <summary>Names an object of some kind, possibly in another namespace.</summary>
public sealed record TypedObjectReference
{
    /// <summary>Group of the kind; absent for the core group.</summary>
    public string? ApiGroup { get; init; }

    /// <summary>Kind of the object.</summary>
    public string Kind { get => field ?? ""; init; }

    /// <summary>Name of the object.</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>Namespace of the object. Absent: the same.</summary>
    public string? Namespace { get; init; }
}
