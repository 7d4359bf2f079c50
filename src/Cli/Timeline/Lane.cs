namespace LocalPods.Cli.Timeline;

/// <summary>The life of the sandbox or of one container.</summary>
/// <param name="Name">Of the container.</param>
/// <param name="Segments">Without gap or overlap, from the beginning of the timeline to its end.</param>
/// <param name="Marks">In the order of time.</param>
/// <param name="Probes">Those that were made.</param>
internal sealed record Lane(string Name, IReadOnlyList<Segment> Segments, IReadOnlyList<Mark> Marks, IReadOnlyList<ProbeRow> Probes);
