namespace LocalPods.Cli.Timeline;

/// <summary>A stretch of a container's life.</summary>
/// <param name="Kind">What it did.</param>
/// <param name="Start">The end of the segment before, or the beginning of the timeline.</param>
/// <param name="End">The start of the segment after, or the end of the timeline.</param>
/// <param name="Attempt">Which instance, counted from 0; null before the first.</param>
internal sealed record Segment(SegmentKind Kind, DateTimeOffset Start, DateTimeOffset End, int? Attempt)
{
    public TimeSpan Duration => End - Start;
}
