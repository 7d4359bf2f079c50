using Xunit.Abstractions;

namespace LocalPods.Integration;

/// <summary>Starts the classes that take minutes before the others, so that none of them runs alone at the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] s_long =
        [nameof(DaemonKillTests), nameof(TcpLivenessExampleTests), nameof(VolumeTests), nameof(ImageTests), nameof(StreamEnduranceTests)];

    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(collection => Array.FindIndex(s_long, name => collection.DisplayName.EndsWith($".{name}", StringComparison.Ordinal)) is >= 0 and var place ? place : s_long.Length);
}
