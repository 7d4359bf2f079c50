using System.Diagnostics;

namespace LocalPods.Integration;

/// <summary>For what no stream tells of, such as the engine's list of containers: asks again until it holds.</summary>
internal static class Eventually
{
    // To ask often costs the processors that others need.
    private static readonly TimeSpan s_shortest = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(1);

    public static async Task ShouldAsync(Func<Task> assertion)
    {
        var watch = Stopwatch.StartNew();
        for (var pause = s_shortest; ; pause = pause * 2 > s_longest ? s_longest : pause * 2)
        {
            try
            {
                await assertion();
                return;
            }
            catch (ShouldAssertException) when (watch.Elapsed < Patience.Limit)
            {
                await Task.Delay(pause, TimeProvider.System);
            }
        }
    }
}
