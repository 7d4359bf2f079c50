using System.Collections.Immutable;
using LocalPods.Api.Meta;

namespace LocalPods.Api.Core;

/// <summary>Settings that few should see: passwords, keys, tokens. Kept encrypted on the disk.</summary>
public sealed record Secret : IKubernetesObject
{
    /// <summary>Group and version of the schema this object is written in; always <c>v1</c>.</summary>
    public string ApiVersion { get => field ?? "v1"; init; }

    /// <summary>Name of the kind; always <c>Secret</c>.</summary>
    public string Kind { get => field ?? "Secret"; init; }

    /// <summary>Name, labels and bookkeeping.</summary>
    public ObjectMeta Metadata { get => field ??= new(); init; }

    /// <summary>Set to true, neither the data nor this field can be changed any more; only deleting the object ends it. Default false.</summary>
    public bool? Immutable { get; init; }

    /// <summary>Bytes by key, written as base64. A key has letters, digits, '-', '_' and '.'. All values together have at most 1 MiB.</summary>
    public ImmutableSortedDictionary<string, byte[]>? Data { get; init => field = value.NullsAsEmpty(); }

    /// <summary>Texts by key, for writing without base64: they are put into data, where they win, and are never given back.</summary>
    public ImmutableSortedDictionary<string, string>? StringData { get; init => field = value.NullsAsEmpty(); }

    /// <summary>What the data is for; cannot be changed. Some types ask for keys, such as tls.crt and tls.key of kubernetes.io/tls. Default Opaque.</summary>
    public string? Type { get; init; }
}

/// <summary>A list of secrets.</summary>
public sealed record SecretList : IKubernetesList<Secret>
{
    /// <summary>Group and version of the schema this object is written in; always <c>v1</c>.</summary>
    public string ApiVersion { get => field ?? "v1"; init; }

    /// <summary>Name of the kind; always <c>SecretList</c>.</summary>
    public string Kind { get => field ?? "SecretList"; init; }

    /// <summary>The list's version and paging.</summary>
    public ListMeta Metadata { get => field ??= new(); init; }

    /// <summary>The secrets.</summary>
    public ImmutableArray<Secret> Items { get => field.OrEmpty(); init; }
}
