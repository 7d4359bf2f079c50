using System.Globalization;
using System.Text.Json.Nodes;

namespace LocalPods.Bench;

/// <summary>How late probes started, as the daemon counts it.</summary>
/// <param name="Total">Probes started.</param>
/// <param name="Late">How many of them at most so many milliseconds after they were due, by growing limits.</param>
internal sealed record ProbeStarts(long Total, IReadOnlyList<(int Milliseconds, long Count)> Late)
{
    public static ProbeStarts Read(JsonNode probes) => new(
        probes["started"]!.GetValue<long>(),
        [.. probes["lateness"]!.AsArray().Select(l => (l!["withinMilliseconds"]!.GetValue<int>(), l["started"]!.GetValue<long>()))]);

    public ProbeStarts Since(ProbeStarts before) => new(Total - before.Total, [.. Late.Zip(before.Late, (now, then) => (now.Milliseconds, now.Count - then.Count))]);

    /// <summary>The least limit that this share of the probes kept.</summary>
    public string Within(double share)
    {
        foreach (var (milliseconds, count) in Late)
        {
            if (count >= share * Total)
            {
                return string.Create(CultureInfo.InvariantCulture, $"<= {milliseconds} ms");
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"> {Late[^1].Milliseconds} ms");
    }
}
