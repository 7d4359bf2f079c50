using System.Text;
using LocalPods.Orchestrator.Runtime;
using Shouldly;
using Xunit;

namespace LocalPods.TestKit;

public abstract partial class ContainerRuntimeConformance
{
    private static readonly TimeSpan ExecTimeout = Patience.Limit;

    [SkippableFact]
    public async Task A_command_gives_its_exit_code_and_both_outputs()
    {
        var (_, id) = await StartAsync(ContainerOf(NewPod(), RuntimeProgram.Sleeps));

        var result = await Runtime.ExecAsync(id, ["sh", "-c", "echo out; echo err >&2; exit 3"], ExecTimeout, Token);
        result.ShouldBeOfType<ExecResult.Exited>().ExitCode.ShouldBe(3);
        result.Output.ShouldBe("out\nerr\n");
        result.ErrorOutput.ShouldBe("err\n");
    }

    [SkippableFact]
    public async Task Many_commands_at_once_each_give_their_own_exit_code()
    {
        var (_, id) = await StartAsync(ContainerOf(NewPod(), RuntimeProgram.Sleeps));

        var results = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Runtime.ExecAsync(id, ["sh", "-c", "exit 5"], ExecTimeout, Token)));
        results.ShouldAllBe(r => r is ExecResult.Exited && ((ExecResult.Exited)r).ExitCode == 5);
    }

    [SkippableFact]
    public async Task A_command_that_takes_too_long_times_out()
    {
        var (_, id) = await StartAsync(ContainerOf(NewPod(), RuntimeProgram.Sleeps));
        (await Runtime.ExecAsync(id, ["sleep", "1000"], TimeSpan.FromSeconds(1), Token)).ShouldBeOfType<ExecResult.TimedOut>();
    }

    [SkippableFact]
    public async Task A_command_that_does_not_exist_ends_as_in_a_shell()
    {
        var (_, id) = await StartAsync(ContainerOf(NewPod(), RuntimeProgram.Sleeps));
        (await Runtime.ExecAsync(id, ["/no/such/program"], ExecTimeout, Token)).ShouldBeOfType<ExecResult.Exited>().ExitCode.ShouldBeInRange(126, 127);
    }

    [SkippableFact]
    public async Task No_command_runs_in_a_container_that_ended()
    {
        var pod = NewPod();
        var (_, id) = await StartAsync(ContainerOf(pod, RuntimeProgram.Prints));
        await UntilExitedAsync(pod);

        (await FailureOfAsync(() => Runtime.ExecAsync(id, ["true"], ExecTimeout, Token))).ShouldBe(RuntimeFailure.Conflict);
        (await FailureOfAsync(() => Runtime.AttachAsync(id, new StreamOptions(), Token))).ShouldBe(RuntimeFailure.Conflict);
    }

    [SkippableFact]
    public async Task A_streamed_command_reads_its_input_to_the_end_and_gives_its_exit_code()
    {
        var (_, id) = await StartAsync(ContainerOf(NewPod(), RuntimeProgram.Sleeps));
        await using var stream = await Runtime.OpenExecAsync(id, ["cat"], new StreamOptions { Stdin = true }, Token);

        await stream.WriteStdinAsync("hello\n"u8.ToArray(), Token);
        await stream.CloseStdinAsync(Token);
        (await ReadAllAsync(stream)).ShouldBe(("hello\n", ""));
        (await stream.GetExitCodeAsync(Token)).ShouldBe(0);
    }

    [SkippableFact]
    public async Task A_streamed_command_keeps_its_outputs_apart()
    {
        var (_, id) = await StartAsync(ContainerOf(NewPod(), RuntimeProgram.Sleeps));
        await using var stream = await Runtime.OpenExecAsync(id, ["sh", "-c", "echo out; echo err >&2; exit 3"], new StreamOptions(), Token);

        (await ReadAllAsync(stream)).ShouldBe(("out\n", "err\n"));
        (await stream.GetExitCodeAsync(Token)).ShouldBe(3);
    }

    [SkippableFact]
    public async Task An_attach_talks_to_the_main_process()
    {
        var pod = NewPod();
        var (_, id) = await StartAsync(ContainerOf(pod, RuntimeProgram.Echoes) with { Stdin = true, StdinOnce = true });
        await using var stream = await Runtime.AttachAsync(id, new StreamOptions { Stdin = true }, Token);

        await stream.WriteStdinAsync("hello\n"u8.ToArray(), Token);
        await stream.CloseStdinAsync(Token);
        (await ReadAllAsync(stream)).ShouldBe(("hello\n", ""));
        (await stream.GetExitCodeAsync(Token)).ShouldBeNull();
        (await UntilExitedAsync(pod)).ExitCode.ShouldBe(0);
    }

    [SkippableFact]
    public async Task Output_goes_on_when_one_who_types_has_gone_from_an_input_that_stays_open()
    {
        var (_, id) = await StartAsync(ContainerOf(NewPod(), RuntimeProgram.Echoes) with { Stdin = true, StdinOnce = false });
        await using var first = await Runtime.AttachAsync(id, new StreamOptions { Stdin = true }, Token);
        await first.WriteStdinAsync("one\n"u8.ToArray(), Token);
        await first.CloseStdinAsync(Token);
        await using var second = await Runtime.AttachAsync(id, new StreamOptions { Stdin = true }, Token);
        await second.WriteStdinAsync("two\n"u8.ToArray(), Token);

        var (read, buffer) = ("", new byte[64]);
        while (!read.EndsWith("two\n", StringComparison.Ordinal))
        {
            var (_, count) = await first.ReadAsync(buffer, Token);
            count.ShouldBeGreaterThan(0, $"the stream ended after \"{read}\"");
            read += Encoding.UTF8.GetString(buffer, 0, count);
        }

        read.ShouldBe("one\ntwo\n");
    }

    [SkippableFact]
    public async Task A_port_of_a_pod_is_talked_to_until_both_sides_have_said_all()
    {
        var (sandbox, _) = await StartAsync(ContainerOf(NewPod(), RuntimeProgram.EchoesOnPort));
        await using var port = await ConnectAsync(sandbox, 8081);
        await port.WriteAsync("hello "u8.ToArray(), Token);
        await port.WriteAsync(new byte[100_000], Token);
        await port.CompleteWritesAsync(Token);
        using var said = new MemoryStream();
        await port.CopyToAsync(said, Token);
        said.Length.ShouldBe(100_006);
        Encoding.UTF8.GetString(said.ToArray()[..6]).ShouldBe("hello ");
    }

    [SkippableFact]
    public async Task A_port_that_nobody_listens_on_refuses()
    {
        var (sandbox, _) = await StartAsync(ContainerOf(NewPod(), RuntimeProgram.Sleeps));
        var refused = await Should.ThrowAsync<ContainerRuntimeException>(() => Runtime.ConnectAsync(sandbox, 19, Token));
        refused.Failure.ShouldBe(RuntimeFailure.Refused);
        refused.Message.ShouldBe("dial tcp4 127.0.0.1:19: connect: connection refused");
    }

    // The program says nothing when it has begun to listen.
    private async Task<DuplexStream> ConnectAsync(SandboxId sandbox, int port)
    {
        while (true)
        {
            try
            {
                return await Runtime.ConnectAsync(sandbox, port, Token);
            }
            catch (ContainerRuntimeException e) when (e.Failure == RuntimeFailure.Refused)
            {
                await Task.Yield();
            }
        }
    }

    [SkippableFact]
    public async Task A_log_has_every_line_with_its_stream_and_time()
    {
        var pod = NewPod();
        var (_, id) = await StartAsync(ContainerOf(pod, RuntimeProgram.Prints));
        var exited = await UntilExitedAsync(pod);

        var log = await LogAsync(id, new LogOptions());
        log.Select(e => (e.Source, Encoding.UTF8.GetString(e.Content.Span)))
            .ShouldBe([(StandardStream.Stdout, "one\n"), (StandardStream.Stdout, "two\n"), (StandardStream.Stderr, "bad\n")]);
        log.ShouldAllBe(e => e.Timestamp >= exited.StartedAt!.Value.AddSeconds(-1) && e.Timestamp <= exited.FinishedAt!.Value);
        (await LogAsync(id, new LogOptions { Tail = 1 })).ShouldHaveSingleItem().Source.ShouldBe(StandardStream.Stderr);
        (await LogAsync(id, new LogOptions { Tail = 0 })).ShouldBeEmpty();
        (await LogAsync(id, new LogOptions { Since = log[1].Timestamp })).Count.ShouldBe(2);
    }

    [SkippableFact]
    public async Task A_followed_log_ends_with_the_container()
    {
        var (_, id) = await StartAsync(ContainerOf(NewPod(), RuntimeProgram.Prints));
        (await LogAsync(id, new LogOptions { Follow = true })).Count.ShouldBe(3);
    }

    [SkippableFact]
    public async Task A_watch_connects_and_then_tells_of_starts_and_ends()
    {
        var pod = NewPod();
        await using var events = Runtime.WatchAsync(Token).GetAsyncEnumerator(Token);
        (await events.MoveNextAsync()).ShouldBeTrue();
        events.Current.ShouldBeOfType<RuntimeEvent.Connected>();

        await StartAsync(ContainerOf(pod, RuntimeProgram.Prints));
        while ((await Runtime.GetPodAsync(pod.Uid, Token)).Containers is not [{ State: ContainerState.Exited, ExitCode: 3 }])
        {
            await NextOfAsync(events, pod); // no other wake than events: one that is missing ends in the test's deadline
        }
    }

    private static async Task NextOfAsync(IAsyncEnumerator<RuntimeEvent> events, PodIdentity pod)
    {
        do
        {
            (await events.MoveNextAsync()).ShouldBeTrue();
        }
        while (events.Current is not RuntimeEvent.PodChanged changed || changed.PodUid != pod.Uid);
    }

    private static async Task<(string Stdout, string Stderr)> ReadAllAsync(IContainerStream stream)
    {
        var (stdout, stderr) = (new StringBuilder(), new StringBuilder());
        var buffer = new byte[1024];
        while (await stream.ReadAsync(buffer, CancellationToken.None) is (var source, > 0 and var count))
        {
            (source == StandardStream.Stdout ? stdout : stderr).Append(Encoding.UTF8.GetString(buffer, 0, count));
        }

        return (stdout.ToString(), stderr.ToString());
    }

    private async Task FirstLineAsync(ContainerId id)
    {
        await foreach (var _ in Runtime.ReadLogsAsync(id, new LogOptions { Follow = true }, Token))
        {
            return;
        }
    }

    private async Task<List<LogEntry>> LogAsync(ContainerId id, LogOptions options)
    {
        var entries = new List<LogEntry>();
        await foreach (var entry in Runtime.ReadLogsAsync(id, options, Token))
        {
            entries.Add(entry);
        }

        return entries;
    }
}
