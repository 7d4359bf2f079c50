using LocalPods.Api.Core;
using LocalPods.Orchestrator.Pods.Planning;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Tests.Pods;

/// <summary>When a pod as a whole is limited otherwise, and when its control group goes.</summary>
public sealed class PodLimitsTests
{
    private static readonly ContainerResources s_small = Limits(10_000, 100);
    private static readonly ContainerResources s_big = Limits(20_000, 200);

    [Fact]
    public void A_pod_that_has_what_it_asks_for_or_has_no_group_is_left_alone()
    {
        Pod(s_small, s_small).Running("a").Actions().ShouldBeEmpty();
        new Scene().Container("a").Sandbox().Running("a").Input(i => i with { PodLimits = s_small }).Actions().ShouldBeEmpty();
    }

    [Fact]
    public void A_pod_gets_more_before_its_containers_do_and_before_anything_else() =>
        Pod(s_big, s_small).Container("b").Running("a").Limited(new()).Input(Wants("a", s_big)).Actions().ShouldBe(["limit 2 20000 200"]);

    [Fact]
    public void Then_its_containers_get_more() =>
        Pod(s_big, s_big).Running("a").Limited(new()).Input(Wants("a", s_big)).Actions().ShouldBe(["resize a-0 20000 200"]);

    [Fact]
    public void A_pod_gets_less_after_its_containers_and_holds_nothing_up()
    {
        Pod(s_small, s_big).Container("b").Running("a").Limited(new()).Input(Wants("a", s_small)).Actions().ShouldBe(["resize a-0 10000 100", "start b 0"], ignoreOrder: true);
        Pod(s_small, s_big).Running("a").Actions().ShouldBe(["limit 2 10000 100"]);
    }

    [Fact]
    public void More_of_one_and_less_of_the_other_goes_by_way_of_the_most_of_both()
    {
        var wanted = Limits(20_000, 50);
        Pod(wanted, s_small).Running("a").Limited(new()).Input(Wants("a", wanted)).Actions().ShouldBe(["limit 2 20000 100"]);
        Pod(wanted, Limits(20_000, 100)).Running("a").Limited(new()).Input(Wants("a", wanted)).Actions().ShouldBe(["resize a-0 20000 50"]);
        Pod(wanted, Limits(20_000, 100)).Running("a").Actions().ShouldBe(["limit 2 20000 50"]);
        Pod(wanted, s_small).Running("a").Actions().ShouldBe(["limit 2 20000 100"], "a kernel that refuses the less must not keep it from the more");
    }

    [Fact]
    public void No_limit_is_the_most()
    {
        Pod(s_small with { CpuQuota = 0 }, s_small).Running("a").Limited(new()).Input(Wants("a", s_small with { CpuQuota = 0 })).Actions().ShouldBe(["limit 2 0 100"]);
        Pod(s_small, s_small with { MemoryBytes = 0 }).Running("a").Limited(new()).Input(Wants("a", Limits(5_000, 100))).Actions().ShouldBe(["resize a-0 5000 100"]);
    }

    [Fact]
    public void What_an_earlier_daemon_left_is_limited_once_and_not_at_all_while_containers_have_not_followed()
    {
        Pod(s_small, null).Running("a").Actions().ShouldBe(["limit 2 10000 100"]);
        Pod(s_small, null).Running("a").Limited(new()).Input(Wants("a", s_small)).Actions().ShouldBe(["limit 2 0 0"]);
    }

    [Fact]
    public void Shares_alone_hold_nothing_up() =>
        Pod(s_small with { CpuShares = 512 }, s_small).Container("b").Running("a").Actions().ShouldBe(["limit 512 10000 100", "start b 0"]);

    [Fact]
    public void The_group_goes_when_nothing_runs_any_more_and_the_object_after_it()
    {
        Pod(s_small, s_small).Running("a").Deleted(1).Actions().ShouldNotContain("drop cgroup");
        Ended(true).Sandbox().Exited("a", 0).Actions().ShouldBe(["stop s0"]);
        Ended(true).Sandbox(ready: false).Exited("a", 0).Actions().ShouldBe(["drop cgroup"], "the dead containers stay with the object");
        Ended(true).Sandbox(ready: false).Exited("a", 0).Deleted(1).Actions().ShouldBe(["drop s0"]);
        Ended(true).Deleted(1).Actions().ShouldBe(["drop cgroup"]);
        Ended(false).Deleted(1).Actions().ShouldBe(["forget"]);
        Ended(true).Gone().Actions().ShouldBe(["drop cgroup"]);
    }

    private static Scene Ended(bool cgroup)
    {
        var scene = new Scene().Container("a").Policy("Never").Status(s => s with { Phase = PodPhases.Succeeded });
        return cgroup ? scene.Cgroup() : scene;
    }

    private static Scene Pod(ContainerResources wanted, ContainerResources? limited) =>
        new Scene().Container("a").Sandbox().Cgroup().Input(i => i with { PodLimits = wanted, PodLimited = limited });

    private static Func<PlanInput, PlanInput> Wants(string container, ContainerResources limits) =>
        i => i with { Limits = i.Limits.Add(container, limits) };

    private static ContainerResources Limits(long quota, long memory) => new() { CpuQuota = quota, MemoryBytes = memory };
}
