using System.Diagnostics;

namespace LocalPods.Bench;

/// <summary>How long the same thing took, several times.</summary>
internal sealed class Samples
{
    private readonly List<TimeSpan> _values = [];

    public int Count => _values.Count;

    public TimeSpan Median => Quantile(0.5);

    /// <summary>The value that this share of all values does not exceed.</summary>
    public TimeSpan Quantile(double share) => _values.Order().ElementAt(Math.Min(_values.Count - 1, (int)(_values.Count * share)));

    public void Add(TimeSpan value) => _values.Add(value);

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
