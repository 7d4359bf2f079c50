using System.Collections.Immutable;
using LocalPods.Api.Core;
using LocalPods.Api.History;
using LocalPods.Orchestrator.Pods;

namespace LocalPods.Orchestrator.Tests.Pods;

public sealed class SlowStopTests
{
    [Fact]
    public void A_signal_noted_a_moment_after_now_was_sent_now()
    {
        var since = new DateTimeOffset(2026, 3, 3, 10, 0, 0, TimeSpan.Zero);
        var now = since.AddSeconds(2);
        ImmutableArray<HistoryEntry> record =
        [
            new(since.AddSeconds(-9), HistoryKind.ContainerStarted) { Container = "web" },
            new(now.AddMilliseconds(3), HistoryKind.TermSent) { Container = "web" },
        ];
        SlowStop.Waiting(new Pod { Spec = new() { Containers = [new() { Name = "web" }] } }, record, since, now)
            .ShouldBe("Still stopping after 2.0 s: container web: it has not ended 0.0 s after the stop signal");
    }
}
