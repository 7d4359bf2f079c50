using LocalPods.Orchestrator.Runtime;
using Shouldly;
using Xunit;

namespace LocalPods.TestKit;

public abstract partial class ContainerRuntimeConformance
{
    [Fact]
    public async Task What_a_container_uses_is_counted_from_its_start_and_one_that_does_not_run_uses_nothing()
    {
        var config = ContainerOf(NewPod(), RuntimeProgram.Spin);
        var (_, id) = await StartAsync(config);
        var first = (await Runtime.SampleAsync(id, Token)).ShouldNotBeNull();
        first.WorkingSetBytes.ShouldBeGreaterThan(0);
        var last = first;
        for (var tries = 0; last.CpuTime <= first.CpuTime; tries++)
        {
            tries.ShouldBeLessThan(100_000);
            last = (await Runtime.SampleAsync(id, Token)).ShouldNotBeNull();
        }

        last.At.ShouldBeGreaterThan(first.At);
        await Runtime.StopContainerAsync(id, TimeSpan.Zero, Token);
        (await Runtime.SampleAsync(id, Token)).ShouldBeNull();
        await Runtime.RemoveContainerAsync(id, Token);
        (await Runtime.SampleAsync(id, Token)).ShouldBeNull();
    }

    [Fact]
    public async Task What_containers_hold_on_the_disk_is_told_of_all_that_run_in_a_pod()
    {
        var (pod, other) = (NewPod(), NewPod());
        var (sandbox, id) = await StartAsync(ContainerOf(pod, RuntimeProgram.Writes));
        var side = await Runtime.CreateContainerAsync(sandbox, ContainerOf(pod, RuntimeProgram.Sleeps, "side"), Token);
        await Runtime.StartContainerAsync(side, Token);
        await StartAsync(ContainerOf(other, RuntimeProgram.Sleeps, "other"));
        var used = await Runtime.MeasureDiskAsync(pod.Uid, Token);
        while (used["app"] < 2 << 20)
        {
            used = await Runtime.MeasureDiskAsync(pod.Uid, Token); // ends by the patience of the token
        }

        used.Keys.ShouldBe(["app", "side"], ignoreOrder: true);
        used["app"].ShouldBeLessThan(3 << 20);
        used["side"].ShouldBeLessThan(1 << 20);
        await Runtime.StopContainerAsync(id, TimeSpan.Zero, Token);
        (await Runtime.MeasureDiskAsync(pod.Uid, Token)).Keys.ShouldBe(["side"]);
        (await Runtime.MeasureDiskAsync("nobody", Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_running_container_is_limited_otherwise_without_a_restart()
    {
        var pod = NewPod();
        var limits = new ContainerResources { CpuShares = 256, CpuQuota = 50_000, MemoryBytes = 64 << 20, OomScoreAdjust = 1000 };
        var (_, id) = await StartAsync(ContainerOf(pod, RuntimeProgram.Sleeps) with { Resources = limits });
        var before = (await Runtime.GetPodAsync(pod.Uid, Token)).Containers.ShouldHaveSingleItem();
        before.Resources.ShouldNotBeNull().LimitsAs(limits).ShouldBeTrue(before.ToString());

        var more = new ContainerResources { CpuShares = 1024, CpuQuota = 0, MemoryBytes = 128 << 20 };
        await Runtime.UpdateResourcesAsync(id, more, Token);
        var after = (await Runtime.GetPodAsync(pod.Uid, Token)).Containers.ShouldHaveSingleItem();
        (after.Id, after.StartedAt, after.State).ShouldBe((before.Id, before.StartedAt, ContainerState.Running));
        after.Resources.ShouldNotBeNull().LimitsAs(more).ShouldBeTrue(after.ToString());
        await Runtime.UpdateResourcesAsync(id, limits, Token);
        (await Runtime.GetPodAsync(pod.Uid, Token)).Containers[0].Resources!.LimitsAs(limits).ShouldBeTrue();

        await Runtime.RemoveContainerAsync(id, Token);
        (await FailureOfAsync(() => Runtime.UpdateResourcesAsync(id, more, Token))).ShouldBe(RuntimeFailure.NotFound);
    }

    [Fact]
    public async Task A_pod_has_a_control_group_from_before_its_sandbox_until_it_is_removed()
    {
        var pod = NewPod();
        var limits = new ContainerResources { CpuShares = 256, CpuQuota = 50_000, MemoryBytes = 64 << 20 };
        if (!await Runtime.LimitPodAsync(pod.Uid, limits, Token))
        {
            (await Runtime.GetPodAsync(pod.Uid, Token)).HasCgroup.ShouldBeFalse();
            return; // this engine has none
        }

        (await Runtime.GetPodAsync(pod.Uid, Token)).ShouldSatisfyAllConditions(p => p.HasCgroup.ShouldBeTrue(), p => p.IsEmpty.ShouldBeFalse(), p => p.Sandboxes.ShouldBeEmpty());
        (await Runtime.ListPodsAsync(Token)).ShouldContain(p => p.Pod.Uid == pod.Uid && p.HasCgroup);
        var (sandbox, _) = await StartAsync(ContainerOf(pod, RuntimeProgram.Sleeps) with { Resources = limits with { OomScoreAdjust = 1000 } });
        (await Runtime.LimitPodAsync(pod.Uid, limits with { CpuQuota = 100_000, MemoryBytes = 0 }, Token)).ShouldBeTrue();
        (await FailureOfAsync(() => Runtime.LimitPodAsync(pod.Uid, limits with { CpuQuota = 20_000 }, Token))).ShouldBe(RuntimeFailure.Refused, "a container has more");

        await Runtime.RemoveSandboxAsync(sandbox, Token);
        (await Runtime.GetPodAsync(pod.Uid, Token)).ShouldSatisfyAllConditions(p => p.HasCgroup.ShouldBeTrue(), p => p.Containers.ShouldBeEmpty());
        await Runtime.RemovePodCgroupAsync(pod.Uid, Token);
        await Runtime.RemovePodCgroupAsync(pod.Uid, Token);
        (await Runtime.GetPodAsync(pod.Uid, Token)).IsEmpty.ShouldBeTrue();
        (await Runtime.ListPodsAsync(Token)).ShouldNotContain(p => p.Pod.Uid == pod.Uid);
    }
}
