using System.Collections.Immutable;
using System.Text.Json.Serialization.Metadata;

namespace LocalPods.Api.Serialization;

/// <summary>
/// Checks a value against a type of the object model and reports every fault at once: unknown fields, fields written twice, wrong
/// types. Pure; a value without faults (or with unknown and duplicate fields only) deserializes.
/// </summary>
public static class StrictDecoder
{
    /// <summary>Checks as an API server does.</summary>
    /// <param name="node">What was read.</param>
    /// <param name="type">What it should be.</param>
    /// <param name="maxFaults">Where to stop.</param>
    public static ImmutableArray<Fault> Check(SourceNode node, JsonTypeInfo type, int maxFaults = 100) =>
        Run(node, type, new StrictWalk(maxFaults, [], hints: false));

    /// <summary>Checks as for a manifest in a user's hands: with hints about fields that are legal but most likely misplaced.</summary>
    /// <param name="node">What was read.</param>
    /// <param name="type">What it should be.</param>
    /// <param name="misspelled">Keys of the root that were reported already and are not to be checked again.</param>
    /// <param name="maxFaults">Where to stop.</param>
    internal static ImmutableArray<Fault> CheckManifest(SourceNode node, JsonTypeInfo type, ImmutableArray<string> misspelled, int maxFaults) =>
        Run(node, type, new StrictWalk(maxFaults, misspelled, hints: true));

    private static ImmutableArray<Fault> Run(SourceNode node, JsonTypeInfo type, StrictWalk walk)
    {
        walk.Check(node, TypeShape.For(type), FieldPath.Root);
        return walk.Faults.DrainToImmutable();
    }
}
