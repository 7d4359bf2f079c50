using System.Diagnostics;

namespace LocalPods.Bench;

/// <summary>How long the same thing took, several times.</summary>
internal sealed class Samples
{
    private readonly List<TimeSpan> _values = [];

    public TimeSpan Median => _values.Order().ElementAt(_values.Count / 2);

    /// <summary>Does the work and keeps its duration, unless it is only to warm up.</summary>
    public async Task TimeAsync(Func<Task> work, bool counted = true)
    {
        var start = Stopwatch.GetTimestamp();
        await work();
        if (counted)
        {
            _values.Add(Stopwatch.GetElapsedTime(start));
        }
    }
}
