using System.Diagnostics;

namespace LocalPods.Integration;

/// <summary>How pods end: TERM, grace, KILL, and by force.</summary>
[Trait("needs", "docker")]
public sealed class DeletionTests(Instance instance) : IClassFixture<Instance>
{
    private static string Pod(string name, string script, int grace) => $"""
        apiVersion: v1
        kind: Pod
        metadata: {"{"}name: {name}{"}"}
        spec:
          terminationGracePeriodSeconds: {grace}
          containers:
            - name: main
              image: busybox:1.32.0
              command: ["sh", "-c", "{script}"]
        """;

    [Fact]
    public async Task A_pod_that_traps_TERM_is_gone_as_soon_as_it_exits()
    {
        await RunningAsync("traps", "trap 'exit 0' TERM; sleep 1000 & wait", grace: 30);
        var deleted = await instance.RunAsync("delete", "pod", "traps");
        deleted.Output.ShouldBe("pod \"traps\" deleted from default namespace\n");
        deleted.Took.ShouldBeLessThan(TimeSpan.FromSeconds(30), "its grace period");
        (await instance.ContainersAsync("label=io.kubernetes.pod.name=traps")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_pod_that_ignores_TERM_is_killed_at_its_grace_period()
    {
        await RunningAsync("ignores", "trap '' TERM; while true; do sleep 1; done", grace: 5);
        var deleted = await instance.RunAsync("delete", "pod", "ignores");
        deleted.ExitCode.ShouldBe(0, deleted.ToString());
        deleted.Took.ShouldBeInRange(TimeSpan.FromSeconds(4.9), TimeSpan.FromSeconds(30), "5 s and what a busy engine adds; without a grace period of its own it has 30 s");
        (await instance.ContainersAsync("label=io.kubernetes.pod.name=ignores")).ShouldBeEmpty();
    }

    [Fact]
    [Trait("spec", "PL-58")]
    public async Task A_forced_delete_frees_the_name_at_once_and_the_grace_period_is_waited_for_by_nobody()
    {
        await RunningAsync("forced", "trap '' TERM; while true; do sleep 1; done", grace: 30);
        var deleted = await instance.RunAsync("delete", "pod", "forced", "--grace-period=0", "--force");
        deleted.Output.ShouldBe("pod \"forced\" force deleted from default namespace\n");
        deleted.Error.ShouldBe(
            "Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. " +
            "The resource may continue to run on the cluster indefinitely.\n");
        (await instance.PodAsync("forced")).ShouldBeNull();
        var forced = Stopwatch.StartNew();
        await Eventually.ShouldAsync(async () => (await instance.ContainersAsync("label=io.kubernetes.pod.name=forced")).ShouldBeEmpty());
        forced.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(30), "its grace period");
    }

    [Fact]
    public async Task A_deleted_name_can_be_used_again_at_once()
    {
        await RunningAsync("again", "trap '' TERM; while true; do sleep 1; done", grace: 30);
        await instance.MustAsync("delete", "pod", "again", "--grace-period=0", "--force");
        await RunningAsync("again", "trap 'exit 0' TERM; sleep 1000 & wait", grace: 30);
        await instance.MustAsync("delete", "pod", "again");
        await Eventually.ShouldAsync(async () => (await instance.ContainersAsync("label=io.kubernetes.pod.name=again")).ShouldBeEmpty());
    }

    [Fact]
    [Trait("spec", "PL-57")]
    public async Task Three_containers_that_ignore_TERM_are_killed_together_and_the_pod_is_gone_with_them()
    {
        await using var engine = new EngineJournal(instance.Name);
        const string Deaf = "trap '' TERM; while true; do sleep 1; done";
        var main = Pod("three", Deaf, grace: 5);
        await instance.ApplyAsync(main + Environment.NewLine + string.Join('\n', new[] { "second", "third" }.Select(name => $"""
                - name: {name}
                  image: busybox:1.32.0
                  command: ["sh", "-c", "{Deaf}"]
            """)));
        var pod = await instance.WaitForPodAsync("three", p => p.IsReady());
        var deleted = await instance.RunAsync("delete", "pod", "three");
        deleted.Output.ShouldBe("pod \"three\" deleted from default namespace\n", deleted.ToString());
        (await instance.ContainersAsync("label=io.kubernetes.pod.name=three")).ShouldBeEmpty();
        await Eventually.ShouldAsync(() => Task.Run(() => All(RuntimeDeed.Exited).Count.ShouldBe(3)));
        var (asked, ended) = (All(RuntimeDeed.Stopping), All(RuntimeDeed.Exited));
        asked.Count.ShouldBe(3);
        asked.Values.Max().ShouldBeLessThan(ended.Values.Min(), "each is asked to stop before any of them has ended");
        ended.ShouldAllBe(e => e.Value - asked[e.Key] > TimeSpan.FromSeconds(4.9));

        var told = deleted.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        told.Length.ShouldBe(2, deleted.ToString());
        told[0].ShouldMatch(@"^pod/three: still stopping after \d\.");
        told[0].ShouldMatch(@"container third: PID 1 \(sh\) has not ended \d\.\d s after SIGTERM"); // which came a little after the delete
        told[1].ShouldStartWith("pod/three: stopping took ");
        told[1].ShouldContain("container second: PID 1 (sh) ignored SIGTERM and was killed after ");

        Dictionary<string, DateTimeOffset> All(RuntimeDeed deed) =>
            engine.Journal.Entries.Where(e => e.Deed == deed && e.PodUid == pod.Uid() && !e.IsSandbox)
                .GroupBy(e => e.Container).ToDictionary(e => e.Key, e => e.Min(one => one.At));
    }

    private async Task RunningAsync(string name, string script, int grace)
    {
        await instance.ApplyAsync(Pod(name, script, grace));
        await instance.WaitForPodAsync(name, p => p.IsReady());
    }
}
