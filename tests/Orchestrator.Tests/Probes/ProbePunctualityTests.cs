using LocalPods.Orchestrator.Probes;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Tests.Probes;

public sealed class ProbePunctualityTests
{
    [Fact]
    public void Each_limit_counts_all_that_kept_it_and_the_total_also_those_that_kept_none()
    {
        var punctuality = new ProbePunctuality();
        foreach (var late in (double[])[0, 0.4, 1, 1.1, 49, 50, 51, 5000])
        {
            var due = DateTimeOffset.UnixEpoch;
            var startedAt = due + TimeSpan.FromMilliseconds(late);
            punctuality.Ran(new ProbeRun(new PodIdentity("d", "p", "u"), "c", ProbeType.Liveness, due, startedAt, startedAt, ProbeOutcome.Success("")));
        }

        var starts = punctuality.Read();
        starts.Started.ShouldBe(8);
        starts.Lateness.Where(l => l.WithinMilliseconds is 1 or 2 or 30 or 50 or 75 or 1000).Select(l => l.Started).ShouldBe([3, 4, 4, 6, 7, 7]);
    }
}
