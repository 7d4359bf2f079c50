using LocalPods.Api.Core;
using LocalPods.Orchestrator.Pods;
using LocalPods.Orchestrator.Probes;

namespace LocalPods.Orchestrator.Tests.Pods;

/// <summary>Order of init containers and sidecars (spec 5).</summary>
public sealed class InitContainerPlanTests
{
    [Fact]
    [Trait("spec", "PL-37")]
    public void Init_containers_run_one_by_one_before_the_others()
    {
        Two().Actions().ShouldBe(["start i 0"]);
        Two().Running("i").Actions().ShouldBeEmpty();
        Two().Exited("i", 0).Actions().ShouldBe(["start j 0"]);
        Two().Exited("i", 0).Exited("j", 0).Actions().ShouldBe(["start a 0"]);
    }

    [Fact]
    public void The_result_of_an_earlier_one_survives_its_removal() => Two().Exited("j", 0).Actions().ShouldBe(["start a 0"]);

    [Fact]
    public void They_do_not_run_again_when_a_container_restarts() => Two().Exited("a", 1).Actions().ShouldBe(["start a 1"]);

    [Fact]
    public void They_run_again_in_a_new_sandbox() =>
        new Scene().Init("i").Container("a").Sandbox(0, ready: false).Sandbox(1).Exited("a", 137).Actions().ShouldBe(["start i 0"]);

    [Fact]
    [Trait("spec", "PL-38")]
    public void A_failed_one_is_repeated_alone()
    {
        Two().Exited("i", 1).Actions().ShouldBe(["start i 1"]);
        Two().Exited("i", 1, attempt: 1, delay: 10).Plan().BackingOff.Single().Name.ShouldBe("i");
    }

    [Fact]
    public void A_failed_one_under_policy_Never_fails_the_pod()
    {
        var plan = Two().Policy("Never").Exited("i", 1).Plan();
        plan.Stage.ShouldBe(PodStage.Terminated);
        plan.Actions.Select(Scene.Text).ShouldBe(["stop s0"]);
    }

    [Fact]
    public void Sidecars_before_one_that_failed_for_good_are_stopped_and_not_started_again()
    {
        static Scene Scene() => new Scene().Policy("Never").Sidecar("s").Init("i").Container("a").Sandbox().Exited("i", 1);
        Scene().Running("s").Actions().ShouldBe(["kill s-0 30"]);
        Scene().Exited("s", 0).Actions().ShouldBe(["stop s0"]);
    }

    [Fact]
    [Trait("spec", "PL-39")]
    public void A_sidecar_lets_the_next_one_start_once_its_startup_probe_succeeded()
    {
        static Scene Scene() => new Scene().Init("s", c => c with { RestartPolicy = "Always", StartupProbe = new Probe() }).Init("i").Container("a").Sandbox();
        Scene().Actions().ShouldBe(["start s 0"]);
        Scene().Running("s").Actions().ShouldBeEmpty();
        Scene().Running("s").Probe(ProbeType.Startup, "s-0", ProbeVerdict.Success).Actions().ShouldBe(["start i 0"]);
    }

    [Fact]
    [Trait("spec", "PL-40")]
    public void A_sidecar_that_ends_is_restarted_whatever_the_policy() =>
        new Scene().Policy("Never").Sidecar("s").Container("a").Sandbox().Exited("s", 0).Running("a").Actions().ShouldBe(["start s 1"]);

    [Fact]
    [Trait("spec", "PL-41")]
    public void Sidecars_are_stopped_in_reverse_order_when_the_others_have_ended()
    {
        static Scene Scene() => new Scene().Policy("Never").Sidecar("s").Sidecar("t").Container("a").Sandbox();
        Scene().Running("s").Running("t").Exited("a", 0).Actions().ShouldBe(["kill t-0 30", "tell s-0"]);
        Scene().Running("s").Exited("t", 0).Exited("a", 0).Actions().ShouldBe(["kill s-0 30"]);
        Scene().Exited("s", 0).Exited("t", 0).Exited("a", 0).Actions().ShouldBe(["stop s0"]);
    }

    [Fact]
    [Trait("spec", "PL-56")]
    public void On_deletion_sidecars_wait_for_the_others_but_not_longer_than_the_grace_period()
    {
        var since = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
        Scene Scene() => new Scene().Sidecar("s").Sidecar("t").Container("a").Sandbox().Running("s").Running("t").Running("a")
            .Deleted(20).Input(i => i with { TerminatingSince = since });
        Scene().Actions().ShouldBe(["kill a-0 20", "tell t-0", "tell s-0"], ignoreOrder: true);
        Scene().At(20).Actions().ShouldContain("kill s-0 2");
        Scene().At(20).Actions().ShouldContain("kill t-0 2");
    }

    private static Scene Two() => new Scene().Init("i").Init("j").Container("a").Sandbox();
}
