using LocalPods.Api.Meta;

namespace LocalPods.Orchestrator.Store;

/// <summary>Reads objects of the store as records.</summary>
internal static class StoredKinds
{
    /// <summary>All objects of a kind, by namespace and name.</summary>
    public static IEnumerable<T> All<T>(this IObjectStore store, string resource, string? @namespace)
        where T : class, IKubernetesObject => store.List(resource, @namespace).Items.Select(o => o.Read<T>());

    /// <summary>One object; null when there is none.</summary>
    public static T? Find<T>(this IObjectStore store, ObjectKey key)
        where T : class, IKubernetesObject => store.Get(key) is { } stored ? stored.Read<T>() : null;
}
