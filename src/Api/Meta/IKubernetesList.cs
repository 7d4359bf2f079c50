using System.Collections.Immutable;

namespace LocalPods.Api.Meta;

/// <summary>A list of objects of one kind.</summary>
/// <typeparam name="T">The kind of the items.</typeparam>
public interface IKubernetesList<T>
    where T : IKubernetesObject
{
    /// <summary>Group and version of the schema.</summary>
    string ApiVersion { get; init; }

    /// <summary>Name of the list's kind, such as <c>PodList</c>.</summary>
    string Kind { get; init; }

    /// <summary>The list's version and paging.</summary>
    ListMeta Metadata { get; init; }

    /// <summary>The items.</summary>
    ImmutableArray<T> Items { get; init; }
}
