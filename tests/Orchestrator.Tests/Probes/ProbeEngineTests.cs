using LocalPods.Api.Core;
using LocalPods.Orchestrator.Probes;
using static LocalPods.Orchestrator.Tests.Probes.ProbeScene;

namespace LocalPods.Orchestrator.Tests.Probes;

/// <summary>Counting, holding and ordering of probes, in virtual time.</summary>
public sealed class ProbeEngineTests
{
    private static readonly ProbeOutcome Bad = ProbeOutcome.Failure("no");

    [Fact, Trait("spec", "PL-48")]
    public void Two_failures_of_three_change_nothing_and_the_third_gives_the_container_up() => Run(async scene =>
    {
        scene.With(c => c with { LivenessProbe = Exec(period: 10) }).Answer = _ => Bad;
        scene.StartedAndObserved();
        await scene.PassAsync(19);
        scene.Verdict(ProbeType.Liveness).ShouldBe(ProbeVerdict.Success);
        scene.Wakes.ShouldBe(0);
        await scene.PassAsync(2);
        scene.Verdict(ProbeType.Liveness).ShouldBe(ProbeVerdict.Failure);
        scene.Engine.Results("uid").FailedProbe(scene.Instance).ShouldBe(ProbeType.Liveness);
        scene.Wakes.ShouldBe(1);
        scene.Times(ProbeType.Liveness).ShouldBe([0, 10, 20]);
        scene.Events.Select(e => (e.Reason, e.Message, e.About.FieldPath))
            .ShouldBe(Enumerable.Repeat(("Unhealthy", "Liveness probe failed: no", "spec.containers{app}"), 3));
    });

    [Fact]
    public void A_success_between_failures_starts_the_count_anew() => Run(async scene =>
    {
        var outcomes = new Queue<ProbeOutcome>([Bad, Bad, ProbeOutcome.Success(""), Bad, Bad, ProbeOutcome.Success("")]);
        scene.With(c => c with { LivenessProbe = Exec(period: 1) }).Answer = _ => outcomes.TryDequeue(out var next) ? next : ProbeOutcome.Success("");
        scene.StartedAndObserved();
        await scene.PassAsync(10);
        scene.Verdict(ProbeType.Liveness).ShouldBe(ProbeVerdict.Success);
        scene.Wakes.ShouldBe(0);
        scene.Events.Count.ShouldBe(4);
    });

    [Fact]
    public void A_failed_liveness_probe_rests_until_a_new_instance_runs() => Run(async scene =>
    {
        scene.With(c => c with { LivenessProbe = Exec(period: 1, failures: 1) }).Answer = _ => Bad;
        scene.StartedAndObserved();
        await scene.PassAsync(5.5);
        scene.Times(ProbeType.Liveness).ShouldBe([0]);
        scene.Answer = _ => ProbeOutcome.Success("");
        scene.StartedAndObserved();
        await scene.PassAsync(2);
        scene.Times(ProbeType.Liveness).ShouldBe([0, 6, 7]);
        scene.Verdict(ProbeType.Liveness).ShouldBe(ProbeVerdict.Success);
        scene.Engine.Results("uid").All.Count.ShouldBe(1, "what was said of the old instance is gone");
    });

    [Fact, Trait("spec", "PL-49")]
    public void Readiness_begins_as_failed_and_needs_its_threshold_both_ways() => Run(async scene =>
    {
        scene.With(c => c with { ReadinessProbe = Exec(period: 5, failures: 2, successes: 3) });
        scene.StartedAndObserved();
        await scene.PassAsync(9);
        scene.Verdict(ProbeType.Readiness).ShouldBe(ProbeVerdict.Failure);
        await scene.PassAsync(2);
        scene.Verdict(ProbeType.Readiness).ShouldBe(ProbeVerdict.Success);
        scene.Answer = _ => Bad;
        await scene.PassAsync(5);
        scene.Verdict(ProbeType.Readiness).ShouldBe(ProbeVerdict.Success);
        await scene.PassAsync(5);
        scene.Verdict(ProbeType.Readiness).ShouldBe(ProbeVerdict.Failure);
        scene.Wakes.ShouldBe(2);
    });

    [Fact, Trait("spec", "PL-50")]
    public void Nothing_else_is_asked_before_the_startup_probe_succeeded_and_it_is_not_asked_again() => Run(async scene =>
    {
        scene.With(c => c with
        {
            StartupProbe = Exec(period: 3, failures: 10),
            ReadinessProbe = Exec(period: 4),
            LivenessProbe = Exec(period: 4),
        }).Answer = _ => Bad;
        scene.StartedAndObserved();
        await scene.PassAsync(7);
        scene.Times(ProbeType.Startup).ShouldBe([0, 3, 6]);
        scene.Runs.Count.ShouldBe(3);
        scene.Verdict(ProbeType.Startup).ShouldBe(ProbeVerdict.Unknown);
        scene.Answer = _ => ProbeOutcome.Success("");
        await scene.PassAsync(10);
        scene.Times(ProbeType.Startup).ShouldBe([0, 3, 6, 9]);
        scene.Times(ProbeType.Liveness).ShouldBe([12, 16]);
        scene.Verdict(ProbeType.Startup).ShouldBe(ProbeVerdict.Success);
    });

    [Fact]
    public void A_startup_probe_that_never_succeeds_gives_the_container_up() => Run(async scene =>
    {
        scene.With(c => c with { StartupProbe = Exec(period: 1, failures: 4), LivenessProbe = Exec(period: 1) }).Answer = _ => Bad;
        scene.StartedAndObserved();
        await scene.PassAsync(10);
        scene.Engine.Results("uid").FailedProbe(scene.Instance).ShouldBe(ProbeType.Startup);
        scene.Times(ProbeType.Startup).ShouldBe([0, 1, 2, 3]);
        scene.Times(ProbeType.Liveness).ShouldBeEmpty();
    });

    [Fact]
    public void The_initial_delay_counts_whole_seconds_since_the_start_of_the_instance() => Run(async scene =>
    {
        scene.With(c => c with { LivenessProbe = Exec(period: 2, delay: 5) });
        scene.Observe();
        await scene.PassAsync(1.5);
        scene.StartedAndObserved();
        await scene.PassAsync(10);
        scene.Times(ProbeType.Liveness).ShouldBe([8, 10], "the ticks of the worker at 2, 4 and 6 fall into the delay");
    });

    [Fact]
    public void Readiness_is_asked_at_once_when_the_pod_is_looked_at_and_its_period_begins_there() => Run(async scene =>
    {
        scene.With(c => c with { ReadinessProbe = Exec(period: 10) });
        scene.Observe();
        await scene.PassAsync(3);
        scene.StartedAndObserved();
        await scene.PassAsync(0.001);
        scene.Verdict(ProbeType.Readiness).ShouldBe(ProbeVerdict.Success);
        scene.Observe();
        await scene.PassAsync(11);
        scene.Times(ProbeType.Readiness).ShouldBe([3, 13]);
    });

    [Fact, Trait("spec", "PL-53")]
    public void An_error_is_tried_three_times_told_and_counted_for_nothing() => Run(async scene =>
    {
        scene.With(c => c with { LivenessProbe = Exec(period: 1, failures: 1) }).Answer = _ => ProbeOutcome.Error("engine away");
        scene.StartedAndObserved();
        await scene.PassAsync(1.5);
        scene.Asked.ShouldBe(6);
        scene.Verdict(ProbeType.Liveness).ShouldBe(ProbeVerdict.Success);
        scene.Events.Select(e => e.Message).ShouldBe(Enumerable.Repeat("Liveness probe errored and resulted in unknown state: engine away", 2));
    });

    [Fact, Trait("spec", "PL-53")]
    public void A_port_name_the_container_does_not_have_is_an_error_and_never_a_failure() => Run(async scene =>
    {
        scene.With(c => c with { LivenessProbe = Exec(period: 1, failures: 1) with { Exec = null, HttpGet = new HTTPGetAction { Port = "web" } } });
        scene.StartedAndObserved();
        await scene.PassAsync(3.5);
        scene.Asked.ShouldBe(0);
        scene.Verdict(ProbeType.Liveness).ShouldBe(ProbeVerdict.Success);
        scene.Events[0].Message.ShouldBe("Liveness probe errored and resulted in unknown state: strconv.Atoi: parsing \"web\": invalid syntax");
    });

    [Fact, Trait("spec", "PL-52")]
    public void A_warning_counts_as_success_and_is_told() => Run(async scene =>
    {
        scene.With(c => c with { ReadinessProbe = Exec() }).Answer = _ => ProbeOutcome.Warning("Probe terminated redirects, Response body: moved");
        scene.StartedAndObserved();
        await scene.PassAsync(1);
        scene.Verdict(ProbeType.Readiness).ShouldBe(ProbeVerdict.Success);
        scene.Events.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            e => e.Reason.ShouldBe("ProbeWarning"),
            e => e.Message.ShouldBe("Readiness probe warning: Probe terminated redirects, Response body: moved"));
    });

    [Fact]
    public void While_the_pod_terminates_only_readiness_goes_on_and_after_its_containers_nothing() => Run(async scene =>
    {
        scene.With(c => c with { ReadinessProbe = Exec(period: 1), LivenessProbe = Exec(period: 1) });
        scene.StartedAndObserved();
        await scene.PassAsync(0.5);
        scene.Observe(terminating: true);
        await scene.PassAsync(3);
        scene.Times(ProbeType.Liveness).ShouldBe([0]);
        scene.Times(ProbeType.Readiness).ShouldBe([0, 1, 2, 3]);
        scene.Exited(0);
        scene.Observe(terminating: true);
        await scene.PassAsync(3);
        scene.Times(ProbeType.Readiness).ShouldBe([0, 1, 2, 3]);
    });

    [Fact]
    public void A_container_that_exited_is_not_ready_and_is_asked_again_only_in_a_new_instance() => Run(async scene =>
    {
        scene.With(c => c with { ReadinessProbe = Exec(period: 1) });
        scene.StartedAndObserved();
        await scene.PassAsync(0.5);
        scene.Exited(1);
        scene.Observe();
        await scene.PassAsync(2);
        scene.Verdict(ProbeType.Readiness).ShouldBe(ProbeVerdict.Failure);
        scene.StartedAndObserved();
        await scene.PassAsync(0.1);
        scene.Times(ProbeType.Readiness).ShouldBe([0, 2.5]);
    });

    [Fact]
    public void A_finished_pod_is_asked_nothing() => Run(async scene =>
    {
        scene.With(c => c with { ReadinessProbe = Exec(period: 1) });
        scene.Pod = scene.Pod with { Status = new PodStatus { Phase = "Succeeded" } };
        scene.StartedAndObserved();
        await scene.PassAsync(5);
        scene.Asked.ShouldBe(0);
    });

    [Fact]
    public void A_slow_probe_is_never_asked_twice_at_once_and_goes_on_right_after_its_end() => Run(async scene =>
    {
        scene.With(c => c with { LivenessProbe = Exec(period: 1) }).Takes = TimeSpan.FromSeconds(1.5);
        scene.StartedAndObserved();
        await scene.PassAsync(5);
        scene.MostUnderWay.ShouldBe(1);
        scene.Times(ProbeType.Liveness).ShouldBe([0, 1.5, 3]);
    });

    [Fact]
    public void What_is_forgotten_is_abandoned_and_says_nothing() => Run(async scene =>
    {
        scene.With(c => c with { LivenessProbe = Exec(period: 1, failures: 1) }).Answer = _ => Bad;
        scene.Takes = TimeSpan.FromSeconds(0.5);
        scene.StartedAndObserved();
        await scene.PassAsync(0.1);
        scene.UnderWay.ShouldBe(1);
        scene.Engine.Forget("uid");
        await scene.PassAsync(0.001);
        scene.UnderWay.ShouldBe(0);
        await scene.PassAsync(5);
        scene.Events.ShouldBeEmpty();
        scene.Wakes.ShouldBe(0);
        scene.Engine.Results("uid").ShouldBe(ProbeVerdicts.None);
    });

    [Fact, Trait("spec", "PL-69")]
    public void After_a_restart_of_the_daemon_a_ready_container_stays_ready_until_a_probe_says_otherwise() => Run(async scene =>
    {
        scene.With(c => c with { ReadinessProbe = Exec(period: 10, failures: 1), LivenessProbe = Exec(period: 10) }).Answer = _ => Bad;
        scene.Started();
        var old = scene.Seen.Containers[0] with { StartedAt = scene.Start.AddMinutes(-1) };
        scene.Pod = scene.Pod with
        {
            Status = new PodStatus { ContainerStatuses = [new() { Name = "app", ContainerID = $"docker://{old.Id}", Ready = true, Started = true }] },
        };
        scene.Engine.Observe(scene.Pod, scene.Seen with { Containers = [old] }, terminating: false);
        scene.Verdict(ProbeType.Readiness).ShouldBeNull();
        await scene.PassAsync(10);
        scene.Times(ProbeType.Liveness).ShouldHaveSingleItem().ShouldBeInRange(0.000_001, 10, "a random part of the period comes first");
        scene.Verdict(ProbeType.Readiness).ShouldBe(ProbeVerdict.Failure);
    });

    [Fact]
    public void Commands_beyond_the_limit_wait_their_turn() => Run(
        async scene =>
        {
            scene.Takes = TimeSpan.FromSeconds(0.4);
            for (var i = 0; i < 10; i++)
            {
                Observe(scene, i, Exec(period: 100));
            }

            await scene.PassAsync(1.9);
            scene.MostUnderWay.ShouldBe(3);
            scene.Runs.Count.ShouldBe(10);
            scene.Times(ProbeType.Liveness).ShouldBe([0, 0, 0, 0.4, 0.4, 0.4, 0.8, 0.8, 0.8, 1.2], 0.000_001);
        },
        new ProbeOptions { ConcurrentExecs = 3 });

    [Fact]
    public void A_thousand_probes_start_on_time() => Run(async scene =>
    {
        scene.Takes = TimeSpan.FromMilliseconds(30);
        var probe = Exec(period: 2) with { Exec = null, TcpSocket = new TCPSocketAction { Port = 80 } };
        for (var i = 0; i < 1000; i++)
        {
            Observe(scene, i, probe with { PeriodSeconds = 1 + (i % 5) });
            await scene.PassAsync(0.001);
        }

        await scene.PassAsync(30);
        scene.Runs.Count.ShouldBeGreaterThan(13_000);
        scene.Runs.Max(r => r.StartedAt - r.Due).ShouldBe(TimeSpan.Zero);
        foreach (var runs in scene.Runs.GroupBy(r => r.Pod.Name))
        {
            var period = TimeSpan.FromSeconds(1 + (int.Parse(runs.Key, System.Globalization.CultureInfo.InvariantCulture) % 5));
            runs.Zip(runs.Skip(1), (a, b) => b.StartedAt - a.StartedAt).ShouldAllBe(gap => gap == period);
        }
    });

    private static void Observe(ProbeScene scene, int number, Probe liveness)
    {
        var name = number.ToString(System.Globalization.CultureInfo.InvariantCulture);
        scene.Started();
        var pod = scene.Pod with
        {
            Metadata = scene.Pod.Metadata with { Name = name, Uid = name },
            Spec = new PodSpec { Containers = [new Container { Name = "app", LivenessProbe = liveness }] },
        };
        scene.Engine.Observe(pod, scene.Seen with { Containers = [scene.Seen.Containers[0]] }, terminating: false);
    }
}
