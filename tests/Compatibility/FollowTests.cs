using System.Diagnostics;

namespace LocalPods.Compatibility;

/// <summary>What kubectl shows as it happens, and a node that is emptied.</summary>
[Trait("needs", "docker")]
public sealed class FollowTests(Instance instance) : KubectlTest(instance)
{
    private static readonly TimeSpan s_patience = Patience.Limit;

    public static TheoryData<string> Versions => Kubectl.Versions;

    [SkippableTheory]
    [MemberData(nameof(Versions))]
    [Trait("spec", "KC-25")]
    [Trait("spec", "KC-26")]
    public async Task Logs_are_followed_and_shown_of_all_pods_with_a_label(string version)
    {
        Kubectl.Require(version);
        await StartPodAsync(version, "talks");
        using var following = Start(version, "logs", "-f", "talks");
        (await NextAsync(following)).ShouldBe("started");
        await MustAsync(version, "exec", "talks", "--", "sh", "-c", "for i in $(seq 20); do echo line $i; done > /proc/1/fd/1");
        (await NextAsync(following)).ShouldBe("line 1");
        following.Kill();
        (await MustAsync(version, "logs", "-l", "app=talks")).ShouldBe(string.Concat(Enumerable.Range(11, 10).Select(i => $"line {i}\n")));
        await MustAsync(version, "delete", "pod", "talks", "--force", "--grace-period=0");
    }

    [SkippableTheory]
    [MemberData(nameof(Versions))]
    [Trait("spec", "KC-27")]
    [Trait("spec", "KC-28")]
    public async Task A_list_and_one_pod_are_watched_in_rows_under_one_heading(string version)
    {
        Kubectl.Require(version);
        await StartPodAsync(version, "watched");
        using var all = Start(version, "get", "pods", "-w");
        using var one = Start(version, "get", "pod", "watched", "-w");
        foreach (var watch in (Process[])[all, one])
        {
            (await NextAsync(watch)).ShouldMatch("^NAME +READY +STATUS +RESTARTS +AGE$");
            (await NextAsync(watch)).ShouldMatch("^watched +1/1 +Running +0 ");
        }

        await MustAsync(version, "delete", "pod", "watched");
        foreach (var watch in (Process[])[all, one])
        {
            (await NextAsync(watch)).ShouldMatch("^watched +1/1 +Terminating +0 ");
            watch.Kill();
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Versions))]
    [Trait("spec", "KC-34")]
    public async Task A_node_is_emptied_by_evictions(string version)
    {
        Kubectl.Require(version);
        await StartPodAsync(version, "drained");
        var node = (await MustAsync(version, "get", "nodes", "-o", "name")).Trim();
        try
        {
            (await MustAsync(version, "drain", node, "--force", "--pod-selector=app=drained")).ShouldContain("pod/drained evicted\n");
            (await TryAsync(version, null, "get", "pod", "drained")).ExitCode.ShouldBe(1);
        }
        finally
        {
            (await MustAsync(version, "uncordon", node)).ShouldEndWith(" uncordoned\n"); // the other tests' pods need it
        }
    }

    private static async Task<string> NextAsync(Process process)
    {
        using var limit = new CancellationTokenSource(s_patience, TimeProvider.System);
        return await process.StandardOutput.ReadLineAsync(limit.Token) ?? "";
    }
}
