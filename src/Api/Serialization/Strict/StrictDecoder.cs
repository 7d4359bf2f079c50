using System.Collections.Immutable;
using System.Text.Json.Serialization.Metadata;

namespace LocalPods.Api.Serialization;

/// <summary>
/// Checks a value against a type of the object model and reports every fault at once: unknown fields, fields written twice, wrong
/// types. Pure; a value without faults (or with unknown and duplicate fields only) deserializes.
/// </summary>
public static class StrictDecoder
{
    /// <param name="node">What was read.</param>
    /// <param name="type">What it should be.</param>
    /// <param name="maxFaults">Where to stop.</param>
    public static ImmutableArray<Fault> Check(SourceNode node, JsonTypeInfo type, int maxFaults = 100) => Check(node, type, [], maxFaults);

    /// <param name="node">What was read.</param>
    /// <param name="type">What it should be.</param>
    /// <param name="misspelled">Keys of the root that were reported already and are not to be called unknown again.</param>
    /// <param name="maxFaults">Where to stop.</param>
    internal static ImmutableArray<Fault> Check(SourceNode node, JsonTypeInfo type, ImmutableArray<string> misspelled, int maxFaults)
    {
        var walk = new StrictWalk(maxFaults, misspelled);
        walk.Check(node, TypeShape.For(type), FieldPath.Root);
        return walk.Faults.DrainToImmutable();
    }
}
