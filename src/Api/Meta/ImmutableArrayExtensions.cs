using System.Collections.Immutable;

namespace LocalPods.Api.Meta;

/// <summary>Lets the lists of the object model be read without asking whether they were given.</summary>
public static class ImmutableArrayExtensions
{
    /// <summary>The array itself, or an empty one when it was never set.</summary>
    public static ImmutableArray<T> OrEmpty<T>(this ImmutableArray<T> array) => array.IsDefault ? [] : array;
}
