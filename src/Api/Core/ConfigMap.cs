using System.Collections.Immutable;
using LocalPods.Api.Meta;

namespace LocalPods.Api.Core;

/// <summary>Settings that pods read as variables or files.</summary>
public sealed record ConfigMap : IKubernetesObject
{
    /// <summary>Group and version of the schema this object is written in; always <c>v1</c>.</summary>
    public string ApiVersion { get => field ?? "v1"; init; }

    /// <summary>Name of the kind; always <c>ConfigMap</c>.</summary>
    public string Kind { get => field ?? "ConfigMap"; init; }

    /// <summary>Name, labels and bookkeeping.</summary>
    public ObjectMeta Metadata { get => field ??= new(); init; }

    /// <summary>Set to true, neither the data nor this field can be changed any more; only deleting the object ends it. Default false.</summary>
    public bool? Immutable { get; init; }

    /// <summary>Texts by key. A key has letters, digits, '-', '_' and '.', and is not in binaryData too. All values together have at most 1 MiB.</summary>
    public ImmutableSortedDictionary<string, string>? Data { get; init => field = value.NullsAsEmpty(); }

    /// <summary>Bytes by key, for what is no text. The same rules hold as for data.</summary>
    public ImmutableSortedDictionary<string, byte[]>? BinaryData { get; init => field = value.NullsAsEmpty(); }
}

/// <summary>A list of config maps.</summary>
public sealed record ConfigMapList : IKubernetesList<ConfigMap>
{
    /// <summary>Group and version of the schema this object is written in; always <c>v1</c>.</summary>
    public string ApiVersion { get => field ?? "v1"; init; }

    /// <summary>Name of the kind; always <c>ConfigMapList</c>.</summary>
    public string Kind { get => field ?? "ConfigMapList"; init; }

    /// <summary>The list's version and paging.</summary>
    public ListMeta Metadata { get => field ??= new(); init; }

    /// <summary>The config maps.</summary>
    public ImmutableArray<ConfigMap> Items { get => field.OrEmpty(); init; }
}
