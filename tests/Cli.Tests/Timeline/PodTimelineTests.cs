using LocalPods.Api.History;
using LocalPods.Cli.Timeline;

namespace LocalPods.Cli.Tests.Timeline;

public sealed class PodTimelineTests
{
    [Fact]
    public void Segments_are_the_recorded_times()
    {
        var timeline = PodTimeline.Of(Histories.Restarted(), ended: false, last: null);
        timeline.Restarts.ShouldBe(2);
        timeline.Lanes.Select(l => l.Name).ShouldBe(["sandbox", "log", "web"]);
        Segments(timeline, "web").ShouldBe(
        [
            "Waiting 0.35", "Creating 0.1", "Running 0.02", "Ready 30.53", "Stopping 5.2", "Ended 0.1",
            "Creating 0.1", "Running 0.02", "Ready 30.58", "Stopping 5.2", "BackingOff 10", "Waiting 0.05",
            "Creating 0.1", "Running 0.02", "Ready 17.63",
        ]);
        Segments(timeline, "log").ShouldBe(["Waiting 0.05", "Pulling 4", "Waiting 0.05", "Creating 0.1", "Running 0.01", "PostStart 2", "Running 0.01", "Ready 93.78"]);
        timeline.Lanes[2].Marks.Select(m => m.Text).ShouldBe(["KILL", "exit 137", "restart 1", "KILL", "exit 137", "restart 2"]);
        ShouldAddUp(timeline);
    }

    [Fact]
    public void Only_the_last_part_is_cut_out_exactly()
    {
        var timeline = PodTimeline.Of(Histories.Restarted(), ended: false, TimeSpan.FromSeconds(20));
        Segments(timeline, "web").ShouldBe(["BackingOff 2.2", "Waiting 0.05", "Creating 0.1", "Running 0.02", "Ready 17.63"]);
        timeline.Lanes[2].Probes[0].Ticks.ShouldAllBe(t => t.Time >= timeline.Start);
        timeline.Duration.ShouldBe(TimeSpan.FromSeconds(20));
        ShouldAddUp(timeline);
    }

    [Fact]
    public void A_pod_that_has_ended_ends_with_its_last_entry()
    {
        var history = Histories.Of(
            Histories.At(0, HistoryKind.PodSeen),
            Histories.Of("job", 1, HistoryKind.ContainerCreated, 0),
            Histories.Of("job", 2, HistoryKind.ContainerStarted, 0),
            Histories.Of("job", 9, HistoryKind.Exited, 0) with { ExitCode = 0 }) with { Now = Histories.Start.AddHours(3) };
        PodTimeline.Of(history, ended: true, last: null).Duration.ShouldBe(TimeSpan.FromSeconds(9));
        PodTimeline.Of(history, ended: false, last: null).Duration.ShouldBe(TimeSpan.FromHours(3));
    }

    [Fact]
    public void A_stop_with_its_hook_is_two_segments_and_what_comes_late_changes_nothing()
    {
        var timeline = PodTimeline.Of(
            Histories.Of(
                Histories.Of("a", 0, HistoryKind.ContainerCreated, 0),
                Histories.Of("a", 1, HistoryKind.ContainerStarted, 0),
                Histories.Of("a", 5, HistoryKind.PreStopStarted),
                Histories.Of("a", 9, HistoryKind.PreStopEnded) with { Duration = TimeSpan.FromSeconds(4) },
                Histories.Of("a", 9, HistoryKind.TermSent) with { Duration = TimeSpan.FromSeconds(2) },
                Histories.Of("a", 10, HistoryKind.Exited, 0) with { ExitCode = 0 },
                Histories.Of("a", 10.1, HistoryKind.NotReady, 0),
                Histories.Of("a", 10.2, HistoryKind.TermSent)),
            ended: true,
            last: null);
        Segments(timeline, "a").ShouldBe(["Creating 1", "Running 4", "PreStop 4", "Stopping 1", "Ended 0.2"]);
        timeline.Lanes[1].Marks.ShouldHaveSingleItem().Kind.ShouldBe(MarkKind.Completed);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Whatever_was_recorded_segments_leave_no_gap_and_add_up(int seed)
    {
        var random = new Random(seed);
        var kinds = Enum.GetValues<HistoryKind>();
        var entries = Enumerable.Range(0, random.Next(1, 60)).Select(_ => new HistoryEntry(Histories.Start.AddMilliseconds(random.Next(100_000)), kinds[random.Next(kinds.Length)])
        {
            Container = random.Next(4) == 0 ? null : "c" + random.Next(3),
            Attempt = random.Next(3) == 0 ? null : random.Next(4),
            Duration = random.Next(2) == 0 ? null : TimeSpan.FromMilliseconds(random.Next(20_000)),
            ExitCode = random.Next(2),
            Probe = "Liveness",
            Outcome = random.Next(2) == 0 ? "Success" : "Failure",
        });
        var history = Histories.Of([.. entries]);
        ShouldAddUp(PodTimeline.Of(history, ended: random.Next(2) == 0, last: null));
        ShouldAddUp(PodTimeline.Of(history, ended: false, last: TimeSpan.FromSeconds(random.Next(1, 100))));
    }

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(1, 300)];

    private static void ShouldAddUp(PodTimeline timeline)
    {
        foreach (var lane in timeline.Lanes)
        {
            var at = timeline.Start;
            foreach (var segment in lane.Segments)
            {
                segment.Start.ShouldBe(at);
                segment.Duration.ShouldBeGreaterThan(TimeSpan.Zero);
                at = segment.End;
            }

            at.ShouldBe(timeline.End);
            lane.Segments.Sum(s => s.Duration.Ticks).ShouldBe(timeline.Duration.Ticks);
        }
    }

    private static IEnumerable<string> Segments(PodTimeline timeline, string lane) =>
        timeline.Lanes.Single(l => l.Name == lane).Segments.Select(s => FormattableString.Invariant($"{s.Kind} {s.Duration.TotalSeconds:0.###}"));
}
