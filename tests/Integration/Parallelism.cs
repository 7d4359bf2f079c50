// Most of a test here is waiting for containers; more of them at once than processors is what makes the suite short.
[assembly: CollectionBehavior(MaxParallelThreads = 4)]
[assembly: TestCollectionOrderer("LocalPods.Integration.LongestFirst", "LocalPods.Integration")]

namespace LocalPods.Integration;

/// <summary>Tests that load the machine or depend on its speed: they run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
