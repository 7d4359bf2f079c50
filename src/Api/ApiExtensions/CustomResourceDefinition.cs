using System.Collections.Immutable;
using LocalPods.Api.Meta;

namespace LocalPods.Api.ApiExtensions;

/// <summary>Adds a kind of objects to the API: its names, its versions and what objects of it look like.</summary>
public sealed record CustomResourceDefinition : IKubernetesObject
{
    /// <summary>Group and version of the schema this object is written in; always <c>apiextensions.k8s.io/v1</c>.</summary>
    public string ApiVersion { get => field ?? "apiextensions.k8s.io/v1"; init; }

    /// <summary>Name of the kind; always <c>CustomResourceDefinition</c>.</summary>
    public string Kind { get => field ?? "CustomResourceDefinition"; init; }

    /// <summary>Name, labels and bookkeeping. The name is the plural name and the group: <c>crontabs.example.com</c>.</summary>
    public ObjectMeta Metadata { get => field ??= new(); init; }

    /// <summary>The kind to add.</summary>
    public CustomResourceDefinitionSpec Spec { get => field ??= new(); init; }

    /// <summary>Which names were accepted, and whether the kind is served.</summary>
    public CustomResourceDefinitionStatus Status { get => field ??= new(); init; }
}

/// <summary>A list of custom resource definitions.</summary>
public sealed record CustomResourceDefinitionList : IKubernetesList<CustomResourceDefinition>
{
    /// <summary>Group and version of the schema this object is written in; always <c>apiextensions.k8s.io/v1</c>.</summary>
    public string ApiVersion { get => field ?? "apiextensions.k8s.io/v1"; init; }

    /// <summary>Name of the kind; always <c>CustomResourceDefinitionList</c>.</summary>
    public string Kind { get => field ?? "CustomResourceDefinitionList"; init; }

    /// <summary>The list's version and paging.</summary>
    public ListMeta Metadata { get => field ??= new(); init; }

    /// <summary>The definitions.</summary>
    public ImmutableArray<CustomResourceDefinition> Items { get => field.OrEmpty(); init; }
}

/// <summary>A kind to add to the API.</summary>
public sealed record CustomResourceDefinitionSpec
{
    /// <summary>API group of the kind, as in paths: a domain with at least one dot.</summary>
    public string Group { get => field ?? ""; init; }

    /// <summary>What the kind and its objects are called.</summary>
    public CustomResourceDefinitionNames Names { get => field ??= new(); init; }

    /// <summary>Whether objects live in a namespace: Namespaced or Cluster.</summary>
    public string Scope { get => field ?? ""; init; }

    /// <summary>The versions of the kind. Exactly one is the version objects are stored in.</summary>
    public ImmutableArray<CustomResourceDefinitionVersion> Versions { get => field.OrEmpty(); init; }

    /// <summary>How objects are converted from one version to another; without it only apiVersion changes.</summary>
    public CustomResourceConversion? Conversion { get; init; }

    /// <summary>Formerly kept fields that the schema does not name. Must be false; a schema says so itself with x-kubernetes-preserve-unknown-fields.</summary>
    public bool? PreserveUnknownFields { get; init; }
}

/// <summary>What a kind and its objects are called.</summary>
public sealed record CustomResourceDefinitionNames
{
    /// <summary>Name in paths, lower case: <c>crontabs</c>.</summary>
    public string Plural { get => field ?? ""; init; }

    /// <summary>Name for one of them, lower case; the kind in lower case when it is not given.</summary>
    public string? Singular { get; init; }

    /// <summary>Short forms of the name for the command line.</summary>
    public ImmutableArray<string> ShortNames { get => field.OrEmpty(); init; }

    /// <summary>Name in manifests: <c>CronTab</c>.</summary>
    public string Kind { get => field ?? ""; init; }

    /// <summary>Name of the list; the kind followed by List when it is not given.</summary>
    public string? ListKind { get; init; }

    /// <summary>Groups of kinds this one belongs to, such as all for <c>get all</c>.</summary>
    public ImmutableArray<string> Categories { get => field.OrEmpty(); init; }
}

/// <summary>One version of a kind.</summary>
public sealed record CustomResourceDefinitionVersion
{
    /// <summary>Name of the version, as in paths: <c>v1</c>, <c>v1beta1</c>.</summary>
    public string Name { get => field ?? ""; init; }

    /// <summary>Whether the version can be used.</summary>
    public bool Served { get; init; }

    /// <summary>Whether objects are stored in this version; true for exactly one.</summary>
    public bool Storage { get; init; }

    /// <summary>Whether those who use this version are warned.</summary>
    public bool? Deprecated { get; init; }

    /// <summary>Text of that warning; a plain one when it is not given.</summary>
    public string? DeprecationWarning { get; init; }

    /// <summary>What objects look like: checked, completed and pruned by it.</summary>
    public CustomResourceValidation? Schema { get; init; }

    /// <summary>Subresources that objects have.</summary>
    public CustomResourceSubresources? Subresources { get; init; }

    /// <summary>Columns that tables show after the name; without any it is the age.</summary>
    public ImmutableArray<CustomResourceColumnDefinition> AdditionalPrinterColumns { get => field.OrEmpty(); init; }

    /// <summary>Fields that field selectors may name besides name and namespace; at most eight.</summary>
    public ImmutableArray<SelectableField> SelectableFields { get => field.OrEmpty(); init; }
}
