using LocalPods.Orchestrator.Runtime;
using Shouldly;
using Xunit;

namespace LocalPods.TestKit;

public abstract partial class ContainerRuntimeConformance
{
    [SkippableFact]
    public async Task What_listens_in_a_sandbox_is_listed_with_its_container()
    {
        var pod = NewPod();
        var (sandbox, container) = await StartAsync(ContainerOf(pod, RuntimeProgram.Listens));
        await foreach (var entry in Runtime.ReadLogsAsync(container, new LogOptions { Follow = true }, Token))
        {
            if (entry.Content.Span.StartsWith("listening"u8))
            {
                break;
            }
        }

        var listener = (await Runtime.ListListenersAsync(sandbox, Token)).ShouldHaveSingleItem();
        (listener.Port, listener.Container, listener.IsLoopback).ShouldBe((8080, "app", false));

        await Runtime.StopSandboxAsync(sandbox, Token);
        (await FailureOfAsync(() => Runtime.ListListenersAsync(sandbox, Token))).ShouldBe(RuntimeFailure.Conflict);
    }

    [SkippableFact]
    public async Task A_first_process_that_does_not_handle_TERM_is_told_from_one_that_does()
    {
        var (_, deaf) = await StartAsync(ContainerOf(NewPod(), RuntimeProgram.Sleeps));
        MainProcess? process;
        do
        {
            process = await Runtime.GetMainProcessAsync(deaf, Token); // null until the program is there
        }
        while (process is null);
        process.HeedsStopSignal.ShouldBeFalse();

        var config = ContainerOf(NewPod(), RuntimeProgram.TrapsTerm, "trapper");
        var (_, heeding) = await StartAsync(config);
        await foreach (var _ in Runtime.ReadLogsAsync(heeding, new LogOptions { Follow = true }, Token))
        {
            break; // it prints once its trap is set
        }

        (await Runtime.GetMainProcessAsync(heeding, Token)).ShouldNotBeNull().HeedsStopSignal.ShouldBeTrue();
        await Runtime.StopContainerAsync(heeding, TimeSpan.FromSeconds(10), Token);
        (await Runtime.GetMainProcessAsync(heeding, Token)).ShouldBeNull();
    }
}
