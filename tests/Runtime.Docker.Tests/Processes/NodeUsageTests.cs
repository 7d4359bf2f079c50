using LocalPods.Runtime.Docker.Processes;

namespace LocalPods.Runtime.Docker.Tests.Processes;

public sealed class NodeUsageTests
{
    [Fact]
    public void Time_that_processors_worked_and_memory_that_cannot_be_dropped_are_in_use()
    {
        const string stat = "cpu  100 10 50 9000 700 3 7 20 5 5\ncpu0 1 2 3\n";
        const string meminfo = "MemTotal:       1000 kB\nMemFree:         200 kB\nInactive(file):  300 kB\nHugePages_Total:       0\n";
        var sample = NodeUsage.Of(stat, meminfo, DateTimeOffset.UnixEpoch);
        sample.CpuTime.ShouldBe(TimeSpan.FromSeconds(1.9));
        sample.WorkingSetBytes.ShouldBe(500 * 1024);
    }
}
