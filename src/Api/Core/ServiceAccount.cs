using System.Collections.Immutable;
using LocalPods.Api.Meta;

namespace LocalPods.Api.Core;

/// <summary>Who processes in pods are when they call the API.</summary>
public sealed record ServiceAccount : IKubernetesObject
{
    /// <summary>Group and version of the schema this object is written in; always <c>v1</c>.</summary>
    public string ApiVersion { get => field ?? "v1"; init; }

    /// <summary>Name of the kind; always <c>ServiceAccount</c>.</summary>
    public string Kind { get => field ?? "ServiceAccount"; init; }

    /// <summary>Name, labels and bookkeeping.</summary>
    public ObjectMeta Metadata { get => field ??= new(); init; }

    /// <summary>Secrets that pods of this account may use.</summary>
    public ImmutableArray<ObjectReference> Secrets { get => field.OrEmpty(); init; }

    /// <summary>Secrets for pulling images, for pods of this account that name none.</summary>
    public ImmutableArray<LocalObjectReference> ImagePullSecrets { get => field.OrEmpty(); init; }

    /// <summary>Whether pods of this account get a token mounted. A pod that says so itself decides. Absent: yes.</summary>
    public bool? AutomountServiceAccountToken { get; init; }
}

/// <summary>A list of service accounts.</summary>
public sealed record ServiceAccountList : IKubernetesList<ServiceAccount>
{
    /// <summary>Group and version of the schema this object is written in; always <c>v1</c>.</summary>
    public string ApiVersion { get => field ?? "v1"; init; }

    /// <summary>Name of the kind; always <c>ServiceAccountList</c>.</summary>
    public string Kind { get => field ?? "ServiceAccountList"; init; }

    /// <summary>The list's version and paging.</summary>
    public ListMeta Metadata { get => field ??= new(); init; }

    /// <summary>The service accounts.</summary>
    public ImmutableArray<ServiceAccount> Items { get => field.OrEmpty(); init; }
}
