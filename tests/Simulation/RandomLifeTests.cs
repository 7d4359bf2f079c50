namespace LocalPods.Simulation;

/// <summary>
/// Lives of pods drawn from chance on a node on which everything goes wrong. <c>LOCALPODS_SEED=7</c> runs one life, and
/// <c>LOCALPODS_SEED=1-20000</c> so many.
/// </summary>
public sealed class RandomLifeTests
{
    private const int Lives = 1000;

    [Fact]
    public void Whatever_pods_there_are_and_whatever_goes_wrong_every_invariant_holds()
    {
        var (first, last) = Seeds();
        var failures = new List<(int Seed, Exception Error)>();
        Parallel.For(first, last + 1, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, (seed, loop) =>
        {
            try
            {
                RandomLife.Run(seed);
            }
            catch (Exception e)
            {
                lock (failures)
                {
                    failures.Add((seed, e));
                    if (failures.Count >= 5)
                    {
                        loop.Stop();
                    }
                }
            }
        });
        if (failures.Count > 0)
        {
            failures.Sort((a, b) => a.Seed.CompareTo(b.Seed));
            Assert.Fail(
                $"failing seeds: {string.Join(' ', failures.Select(f => f.Seed))}\n"
                + $"again: LOCALPODS_SEED={failures[0].Seed} dotnet test tests/Simulation --filter FullyQualifiedName~{nameof(RandomLifeTests)}\n{failures[0].Error}");
        }
    }

    [Fact]
    public void The_same_seed_is_the_same_life()
    {
        foreach (var seed in Enumerable.Range(1, 3))
        {
            RandomLife.Run(seed).ShouldBe(RandomLife.Run(seed));
        }
    }

    private static (int First, int Last) Seeds()
    {
        var asked = Environment.GetEnvironmentVariable("LOCALPODS_SEED")?.Split('-').Select(s => int.Parse(s, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        return asked switch
        {
            [var one] => (one, one),
            [var from, var to] => (from, to),
            _ => (1, Lives),
        };
    }
}
