using LocalPods.Orchestrator.Probes;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Tests.Probes;

public sealed class ExecProberTests
{
    public static TheoryData<ExecResult, ProbeOutcome> Ends => new()
    {
        { new ExecResult.Exited(0) { Output = "ok" }, ProbeOutcome.Success("ok") },
        { new ExecResult.Exited(1) { Output = "cat: can't open '/x'\n" }, ProbeOutcome.Failure("cat: can't open '/x'\n") with { ExitCode = 1 } },
        { new ExecResult.Exited(127) { Output = "" }, ProbeOutcome.Failure("") with { ExitCode = 127 } },
        { new ExecResult.Exited(1) { Output = new string('x', 20_000) }, ProbeOutcome.Failure(new string('x', 10_240)) with { ExitCode = 1 } },
        { new ExecResult.TimedOut { Output = "half" }, ProbeOutcome.Failure("command timed out: \"sh -c \\\"exit 1\\\"\" timed out after 1m5s") },
    };

    [Theory, MemberData(nameof(Ends))]
    public async Task The_end_of_the_command_decides(ExecResult end, ProbeOutcome outcome) =>
        (await ProbeAsync(() => end)).ShouldBe(outcome);

    [Fact]
    public async Task Trouble_with_the_engine_is_an_error_and_no_failure() =>
        (await ProbeAsync(() => throw new ContainerRuntimeException(RuntimeFailure.Unavailable, "engine away"))).ShouldBe(ProbeOutcome.Error("engine away"));

    private static Task<ProbeOutcome> ProbeAsync(Func<ExecResult> end) => new ContainerProber(new Commands(end), new NetworkProber("agent", TimeProvider.System))
        .ProbeAsync(new ProbeTarget.Exec(new("id"), ["sh", "-c", "\"exit 1\""]), TimeSpan.FromSeconds(65), CancellationToken.None);

    /// <summary>Commands that end as told.</summary>
    private sealed class Commands(Func<ExecResult> end) : IContainerStreams
    {
        public async Task<ExecResult> ExecAsync(ContainerId id, System.Collections.Immutable.ImmutableArray<string> command, TimeSpan timeout, CancellationToken cancellationToken)
        {
            await Task.Yield();
            return end();
        }

        public Task<IContainerStream> OpenExecAsync(ContainerId id, System.Collections.Immutable.ImmutableArray<string> command, StreamOptions options, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<IContainerStream> AttachAsync(ContainerId id, StreamOptions options, CancellationToken cancellationToken) => throw new NotSupportedException();

        public IAsyncEnumerable<LogEntry> ReadLogsAsync(ContainerId id, LogOptions options, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<DuplexStream> ConnectAsync(SandboxId id, int port, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
