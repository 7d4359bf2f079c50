using FsCheck;
using FsCheck.Fluent;
using LocalPods.Orchestrator.Images;
using LocalPods.Orchestrator.Pods.Planning;

namespace LocalPods.Orchestrator.Tests.Pods;

public sealed class CrashLoopBackoffTests
{
    private static readonly DateTimeOffset Zero = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    [Trait("spec", "PL-28")]
    public void Delays_double_from_ten_seconds_to_five_minutes()
    {
        var delays = new List<double>();
        TimeSpan? delay = null;
        for (var crash = 0; crash < 8; crash++)
        {
            var decision = CrashLoopBackoff.Decide(delay, Zero, Zero, Zero);
            delays.Add(decision.Delay.TotalSeconds);
            delay = decision.Next;
        }

        delays.ShouldBe([0, 10, 20, 40, 80, 160, 300, 300]);
    }

    [Theory]
    [Trait("spec", "PL-29")]
    [InlineData(600, 300)]
    [InlineData(601, 0)]
    public void Ten_minutes_of_life_start_it_afresh(int livedSeconds, int expected) =>
        CrashLoopBackoff.Decide(TimeSpan.FromSeconds(300), Zero, Zero.AddSeconds(livedSeconds), Zero.AddSeconds(livedSeconds)).Delay.TotalSeconds.ShouldBe(expected);

    [Fact]
    public void Whatever_happened_the_wait_is_bounded_and_the_next_one_is_never_shorter_unless_it_starts_afresh() =>
        Prop.ForAll<ushort, int, int>((delay, lived, before) =>
        {
            var current = TimeSpan.FromSeconds(10 + (delay % 291));
            var ended = Zero.AddSeconds(Math.Abs((long)lived % 10_000));
            var decision = CrashLoopBackoff.Decide(current, Zero, ended, ended.AddSeconds(-Math.Abs((long)before % 10_000)));
            return decision.Due >= ended
                && decision.Due - ended <= CrashLoopBackoff.Longest
                && (decision.Next >= current || decision.Next == CrashLoopBackoff.Initial)
                && decision.Next <= CrashLoopBackoff.Longest;
        }).QuickCheckThrowOnFailure();

    [Fact]
    [Trait("spec", "PL-26")]
    public void Failed_pulls_back_off_the_same_way_and_are_forgotten_after_ten_minutes()
    {
        var delays = new List<double>();
        PullBackoff? backoff = null;
        for (var now = Zero; delays.Count < 7; now = backoff.Until)
        {
            backoff = PullBackoff.After(backoff, now, "no such image");
            delays.Add(backoff.Delay.TotalSeconds);
        }

        delays.ShouldBe([10, 20, 40, 80, 160, 300, 300]);
        PullBackoff.After(backoff, backoff!.SetAt.AddSeconds(601), "no such image").Delay.TotalSeconds.ShouldBe(10);
    }
}
