using LocalPods.Orchestrator.Runtime;
using Shouldly;
using Xunit;

namespace LocalPods.TestKit;

public abstract partial class ContainerRuntimeConformance
{
    [SkippableFact]
    public async Task A_sandbox_runs_and_has_an_address()
    {
        var pod = NewPod();
        var status = await Runtime.RunSandboxAsync(SandboxOf(pod), Token);

        status.Ready.ShouldBeTrue();
        status.Ips.ShouldNotBeEmpty();
        status.Pod.ShouldBe(pod);
        var seen = await Runtime.GetPodAsync(pod.Uid, Token);
        seen.Pod.ShouldBe(pod);
        seen.Sandboxes.Length.ShouldBe(1);
        seen.Sandboxes[0].Id.ShouldBe(status.Id);
        seen.Sandboxes[0].Ips.ShouldBe(status.Ips);
        seen.Sandboxes[0].CreatedAt.ShouldBe(status.CreatedAt);
    }

    [SkippableFact]
    public async Task Running_a_sandbox_of_the_same_attempt_again_gives_the_one_that_runs()
    {
        var pod = NewPod();
        var first = await Runtime.RunSandboxAsync(SandboxOf(pod), Token);
        var second = await Runtime.RunSandboxAsync(SandboxOf(pod), Token);

        second.Id.ShouldBe(first.Id);
        (await Runtime.GetPodAsync(pod.Uid, Token)).Sandboxes.Length.ShouldBe(1);
    }

    [SkippableFact]
    public async Task A_sandbox_that_ended_is_replaced_when_its_attempt_is_run_again()
    {
        var pod = NewPod();
        var first = await Runtime.RunSandboxAsync(SandboxOf(pod), Token);
        await Runtime.StopSandboxAsync(first.Id, Token);
        var second = await Runtime.RunSandboxAsync(SandboxOf(pod), Token);

        second.Ready.ShouldBeTrue();
        second.Id.ShouldNotBe(first.Id);
        (await Runtime.GetPodAsync(pod.Uid, Token)).Sandboxes.Length.ShouldBe(1);
    }

    [SkippableFact]
    public async Task A_stopped_sandbox_is_not_ready_and_can_be_stopped_again()
    {
        var pod = NewPod();
        var sandbox = await Runtime.RunSandboxAsync(SandboxOf(pod), Token);
        await Runtime.StopSandboxAsync(sandbox.Id, Token);
        await Runtime.StopSandboxAsync(sandbox.Id, Token);

        var seen = (await Runtime.GetPodAsync(pod.Uid, Token)).Sandboxes.ShouldHaveSingleItem();
        seen.Ready.ShouldBeFalse();
        seen.Ips.ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task Removing_a_sandbox_removes_the_containers_in_it()
    {
        var pod = NewPod();
        var (sandbox, _) = await StartAsync(ContainerOf(pod, RuntimeProgram.Sleeps));
        await Runtime.RemoveSandboxAsync(sandbox, Token);

        (await Runtime.GetPodAsync(pod.Uid, Token)).IsEmpty.ShouldBeTrue();
        await Runtime.RemoveSandboxAsync(sandbox, Token);
        await Runtime.StopSandboxAsync(sandbox, Token);
    }

    [SkippableFact]
    public async Task The_newest_sandbox_comes_first()
    {
        var pod = NewPod();
        var first = await Runtime.RunSandboxAsync(SandboxOf(pod), Token);
        await Runtime.StopSandboxAsync(first.Id, Token);
        var second = await Runtime.RunSandboxAsync(SandboxOf(pod, attempt: 1), Token);

        (await Runtime.GetPodAsync(pod.Uid, Token)).Sandboxes.Select(s => (s.Id, s.Attempt)).ShouldBe([(second.Id, 1), (first.Id, 0)]);
    }

    [SkippableFact]
    public async Task A_host_port_that_is_taken_is_refused_and_leaves_no_sandbox()
    {
        ImmutableArray<PortMapping> ports = [new PortMapping(80, 20_000 + (Environment.ProcessId % 10_000), PortProtocol.Tcp, "127.0.0.1")];
        var (holder, late) = (NewPod(), NewPod());
        await Runtime.RunSandboxAsync(SandboxOf(holder) with { Ports = ports }, Token);

        (await FailureOfAsync(() => Runtime.RunSandboxAsync(SandboxOf(late) with { Ports = ports }, Token))).ShouldBe(RuntimeFailure.Refused);
        (await Runtime.GetPodAsync(late.Uid, Token)).IsEmpty.ShouldBeTrue();

        var free = new PortMapping(80, ports[0].HostPort + 1, PortProtocol.Udp, null);
        var found = (await Runtime.FindHostPortHoldersAsync([ports[0], free], Token)).ShouldHaveSingleItem();
        (found.Port, found.Who).ShouldBe((ports[0], $"pod default/{holder.Name}"));
    }

    [SkippableFact]
    public async Task A_pod_nobody_made_is_empty()
    {
        var seen = await Runtime.GetPodAsync("conformance-nobody", Token);
        seen.IsEmpty.ShouldBeTrue();
        seen.Pod.Uid.ShouldBe("conformance-nobody");
    }

    [SkippableFact]
    public async Task All_pods_are_listed_and_a_purge_leaves_none()
    {
        var (one, two) = (NewPod(), NewPod());
        await StartAsync(ContainerOf(one, RuntimeProgram.Sleeps));
        await Runtime.RunSandboxAsync(SandboxOf(two), Token);
        (await Runtime.ListPodsAsync(Token)).Select(p => p.Pod.Uid).Order().ShouldBe(new[] { one.Uid, two.Uid }.Order());

        (await Runtime.PurgeAsync(Token)).ShouldBeEmpty();
        (await Runtime.ListPodsAsync(Token)).ShouldBeEmpty();
    }
}
