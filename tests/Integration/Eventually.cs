using System.Diagnostics;

namespace LocalPods.Integration;

/// <summary>For what no stream tells of, such as the engine's list of containers: asks again until it holds.</summary>
internal static class Eventually
{
    public static async Task ShouldAsync(Func<Task> assertion, TimeSpan limit)
    {
        for (var watch = Stopwatch.StartNew(); ;)
        {
            try
            {
                await assertion();
                return;
            }
            catch (ShouldAssertException) when (watch.Elapsed < limit)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            }
        }
    }
}
