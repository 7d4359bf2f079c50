using System.Collections.Immutable;

namespace LocalPods.Api.Core;

/// <summary>Reads maps as Kubernetes does: a value that is null counts as an empty one.</summary>
internal static class MapExtensions
{
    public static ImmutableSortedDictionary<string, string>? NullsAsEmpty(this ImmutableSortedDictionary<string, string>? map) => map.NullsAs("");

    public static ImmutableSortedDictionary<string, byte[]>? NullsAsEmpty(this ImmutableSortedDictionary<string, byte[]>? map) => map.NullsAs([]);

    private static ImmutableSortedDictionary<string, T>? NullsAs<T>(this ImmutableSortedDictionary<string, T>? map, T empty)
        where T : class =>
        map is null || map.Values.All(v => v is not null)
            ? map
            : map.SetItems(map.Where(p => p.Value is null).Select(p => KeyValuePair.Create(p.Key, empty)));
}
