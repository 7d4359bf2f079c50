using LocalPods.Orchestrator.Runtime;
using Shouldly;
using Xunit;

namespace LocalPods.TestKit;

public abstract partial class ContainerRuntimeConformance
{
    [SkippableFact]
    public async Task The_image_of_a_container_is_in_use_even_when_it_has_ended()
    {
        var pod = NewPod();
        await StartAsync(ContainerOf(pod, RuntimeProgram.Prints));
        await UntilExitedAsync(pod);
        var image = await Runtime.GetImageAsync(Image, Token);
        (await Runtime.ListImagesInUseAsync(Token)).ShouldContain(image!.Id);
    }

    [SkippableFact]
    public async Task A_container_is_created_then_running_then_exited_with_its_code()
    {
        var pod = NewPod();
        var config = ContainerOf(pod, RuntimeProgram.TrapsTerm) with
        {
            Annotations = ImmutableSortedDictionary<string, string>.Empty.Add("io.kubernetes.container.terminationMessagePath", "/dev/termination-log"),
        };
        var sandbox = await Runtime.RunSandboxAsync(SandboxOf(pod), Token);
        var id = await Runtime.CreateContainerAsync(sandbox.Id, config, Token);
        var created = (await Runtime.GetPodAsync(pod.Uid, Token)).Containers.ShouldHaveSingleItem();
        created.State.ShouldBe(ContainerState.Created);
        (created.Id, created.Sandbox, created.Pod, created.Name, created.Attempt, created.Hash).ShouldBe((id, sandbox.Id, pod, "app", 0, config.Hash));
        created.Annotations.ShouldBe(config.Annotations);
        created.Image.ShouldBe(Image);
        created.ImageId.ShouldStartWith("docker");

        await Runtime.StartContainerAsync(id, Token);
        var running = (await Runtime.GetPodAsync(pod.Uid, Token)).Containers.ShouldHaveSingleItem();
        running.State.ShouldBe(ContainerState.Running);
        running.StartedAt!.Value.ShouldBeGreaterThanOrEqualTo(created.CreatedAt);

        await FirstLineAsync(id);
        await Runtime.StopContainerAsync(id, TimeSpan.FromSeconds(20), Token);
        var exited = (await Runtime.GetPodAsync(pod.Uid, Token)).Containers.ShouldHaveSingleItem();
        exited.State.ShouldBe(ContainerState.Exited);
        exited.ExitCode.ShouldBe(7);
        exited.StartedAt.ShouldBe(running.StartedAt);
        exited.FinishedAt!.Value.ShouldBeGreaterThan(running.StartedAt!.Value);
        exited.Error.ShouldBeNull();
    }

    [SkippableFact]
    public async Task Creating_a_container_of_the_same_attempt_again_gives_the_one_that_exists()
    {
        var pod = NewPod();
        var config = ContainerOf(pod, RuntimeProgram.Sleeps);
        var (sandbox, first) = await StartAsync(config);

        (await Runtime.CreateContainerAsync(sandbox, config, Token)).ShouldBe(first);
        await Runtime.StartContainerAsync(first, Token);
        (await Runtime.GetPodAsync(pod.Uid, Token)).Containers.ShouldHaveSingleItem().State.ShouldBe(ContainerState.Running);
    }

    [SkippableFact]
    public async Task Attempts_live_side_by_side_newest_first()
    {
        var pod = NewPod();
        var (sandbox, first) = await StartAsync(ContainerOf(pod, RuntimeProgram.Prints));
        await UntilExitedAsync(pod);
        var second = await Runtime.CreateContainerAsync(sandbox, ContainerOf(pod, RuntimeProgram.Sleeps, attempt: 1), Token);
        await Runtime.StartContainerAsync(second, Token);

        (await Runtime.GetPodAsync(pod.Uid, Token)).Containers.Select(c => (c.Id, c.Attempt, c.State))
            .ShouldBe([(second, 1, ContainerState.Running), (first, 0, ContainerState.Exited)]);
    }

    [SkippableFact]
    public async Task A_container_runs_once()
    {
        var pod = NewPod();
        var (_, id) = await StartAsync(ContainerOf(pod, RuntimeProgram.Prints));
        var exited = await UntilExitedAsync(pod);

        (await FailureOfAsync(() => Runtime.StartContainerAsync(id, Token))).ShouldBe(RuntimeFailure.Conflict);
        (await Runtime.GetPodAsync(pod.Uid, Token)).Containers[0].FinishedAt.ShouldBe(exited.FinishedAt);
    }

    [SkippableFact]
    [Trait("spec", "PL-2.9")]
    public async Task A_program_that_does_not_exist_is_refused_and_shows_as_exited_when_it_was_created()
    {
        var pod = NewPod();
        var sandbox = await Runtime.RunSandboxAsync(SandboxOf(pod), Token);
        var id = await Runtime.CreateContainerAsync(sandbox.Id, ContainerOf(pod, RuntimeProgram.IsMissing), Token);

        (await FailureOfAsync(() => Runtime.StartContainerAsync(id, Token))).ShouldBe(RuntimeFailure.Refused);
        var seen = (await Runtime.GetPodAsync(pod.Uid, Token)).Containers.ShouldHaveSingleItem();
        seen.State.ShouldBe(ContainerState.Exited);
        seen.ExitCode.ShouldBe(127);
        (seen.StartedAt, seen.FinishedAt).ShouldBe((seen.CreatedAt, seen.CreatedAt));
        seen.Error!.ShouldContain("no such file or directory");
    }

    [SkippableFact]
    public async Task A_container_cannot_start_in_a_sandbox_that_ended()
    {
        var pod = NewPod();
        var sandbox = await Runtime.RunSandboxAsync(SandboxOf(pod), Token);
        var id = await Runtime.CreateContainerAsync(sandbox.Id, ContainerOf(pod, RuntimeProgram.Sleeps), Token);
        await Runtime.StopSandboxAsync(sandbox.Id, Token);

        (await FailureOfAsync(() => Runtime.StartContainerAsync(id, Token))).ShouldBe(RuntimeFailure.Refused);
        (await Runtime.GetPodAsync(pod.Uid, Token)).Containers.ShouldHaveSingleItem().ExitCode.ShouldBe(128);
    }

    [SkippableFact]
    public async Task What_is_missing_is_not_found()
    {
        var pod = NewPod();
        var unknown = new string('0', 64);
        var config = ContainerOf(pod, RuntimeProgram.Sleeps);
        var sandbox = await Runtime.RunSandboxAsync(SandboxOf(pod), Token);

        (await FailureOfAsync(() => Runtime.CreateContainerAsync(new SandboxId(unknown), config, Token))).ShouldBe(RuntimeFailure.NotFound);
        (await FailureOfAsync(() => Runtime.CreateContainerAsync(sandbox.Id, config with { Image = "localhost/none:1" }, Token))).ShouldBe(RuntimeFailure.NotFound);
        (await FailureOfAsync(() => Runtime.StartContainerAsync(new ContainerId(unknown), Token))).ShouldBe(RuntimeFailure.NotFound);
        (await FailureOfAsync(() => Runtime.ExecAsync(new ContainerId(unknown), ["true"], TimeSpan.FromSeconds(5), Token))).ShouldBe(RuntimeFailure.NotFound);
        (await Runtime.GetImageAsync("localhost/none:1", Token)).ShouldBeNull();
        await Runtime.StopContainerAsync(new ContainerId(unknown), TimeSpan.FromSeconds(1), Token);
        await Runtime.StopContainerAsync(new ContainerId(unknown), TimeSpan.Zero, Token);
        await Runtime.RemoveContainerAsync(new ContainerId(unknown), Token);
        await Runtime.RemoveImageAsync("localhost/none:1", Token);
    }

    [SkippableFact]
    public async Task A_container_that_ignores_TERM_is_killed_after_its_grace()
    {
        var pod = NewPod();
        var (_, id) = await StartAsync(ContainerOf(pod, RuntimeProgram.Sleeps));
        var before = TimeProvider.System.GetTimestamp();

        await Runtime.StopContainerAsync(id, TimeSpan.FromMilliseconds(900), Token);
        TimeProvider.System.GetElapsedTime(before).ShouldBeGreaterThan(TimeSpan.FromMilliseconds(850));
        (await Runtime.GetPodAsync(pod.Uid, Token)).Containers[0].ExitCode.ShouldBe(137);
        await Runtime.StopContainerAsync(id, TimeSpan.FromSeconds(20), Token);
    }

    [SkippableFact]
    public async Task Without_grace_a_container_is_killed_at_once()
    {
        var pod = NewPod();
        var (_, id) = await StartAsync(ContainerOf(pod, RuntimeProgram.TrapsTerm));

        await Runtime.StopContainerAsync(id, TimeSpan.Zero, Token);
        (await Runtime.GetPodAsync(pod.Uid, Token)).Containers[0].ExitCode.ShouldBe(137);
    }

    [SkippableFact]
    public async Task A_running_container_can_be_removed()
    {
        var pod = NewPod();
        var (_, id) = await StartAsync(ContainerOf(pod, RuntimeProgram.Sleeps));

        await Task.WhenAll(Runtime.RemoveContainerAsync(id, Token), Runtime.RemoveContainerAsync(id, Token));
        (await Runtime.GetPodAsync(pod.Uid, Token)).Containers.ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task Images_are_found_by_name_and_by_id()
    {
        var named = await Runtime.GetImageAsync(Image, Token);
        named!.Tags.ShouldContain(Image);
        (await Runtime.GetImageAsync(named.Id, Token))!.Id.ShouldBe(named.Id);
        (await Runtime.ListImagesAsync(Token)).ShouldContain(i => i.Id == named.Id);
    }

    [SkippableFact]
    public async Task Programs_of_an_image_are_found_without_running_it()
    {
        (await Runtime.FindProgramsAsync(Image, ["/bin/sh", "/bin/sleep", "/bin/nowhere", "/etc/passwd", "/bin"], Token)).ShouldBe(["/bin/sh", "/bin/sleep"]);
        (await FailureOfAsync(() => Runtime.FindProgramsAsync("sha256:0000000000000000000000000000000000000000000000000000000000000000", ["/bin/sh"], Token))).ShouldBe(RuntimeFailure.NotFound);
        (await Runtime.ListPodsAsync(Token)).ShouldBeEmpty();
        (await Runtime.PurgeAsync(Token)).ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task A_container_that_joins_the_processes_of_another_sees_them_and_ends_with_it()
    {
        var pod = NewPod();
        var (sandbox, app) = await StartAsync(ContainerOf(pod, RuntimeProgram.TrapsTerm));
        await FirstLineAsync(app);
        var joining = ContainerOf(pod, RuntimeProgram.Sleeps, "debugger") with { ProcessesOf = app };
        var joined = await Runtime.CreateContainerAsync(sandbox, joining, Token);
        await Runtime.StartContainerAsync(joined, Token);
        (await Runtime.ExecAsync(joined, ["grep", "-q", "trap", "/proc/1/cmdline"], ExecTimeout, Token)).ShouldBeOfType<ExecResult.Exited>().ExitCode.ShouldBe(0);

        await Runtime.StopContainerAsync(app, TimeSpan.FromSeconds(20), Token);
        var seen = await UntilAsync(pod, p => p.Containers.All(c => c.State == ContainerState.Exited));
        seen.Containers.Select(c => (c.Id, c.ExitCode)).ShouldBe([(joined, 137), (app, 7)]);

        var late = await Runtime.CreateContainerAsync(sandbox, joining with { Attempt = 1 }, Token);
        (await FailureOfAsync(() => Runtime.StartContainerAsync(late, Token))).ShouldBe(RuntimeFailure.Refused);
    }
}
