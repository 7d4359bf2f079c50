using System.Diagnostics;
using LocalPods.Api.Durations;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Probes;

/// <summary>Probes by commands run in the container (kubelet <c>pkg/probe/exec</c>).</summary>
internal sealed class ExecProber(IContainerStreams streams) : IProber
{
    /// <summary>Of what a command prints, this much is told.</summary>
    public const int OutputLimit = 10 * 1024;

    public async Task<ProbeOutcome> ProbeAsync(ProbeTarget target, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (target is not ProbeTarget.Exec exec)
        {
            throw new UnreachableException($"an exec prober was asked for {target}");
        }

        try
        {
            return await streams.ExecAsync(exec.Container, exec.Command, timeout, cancellationToken) switch
            {
                ExecResult.Exited { ExitCode: 0 } done => ProbeOutcome.Success(Cut(done.Output)),
                ExecResult.Exited done => ProbeOutcome.Failure(Cut(done.Output)) with { ExitCode = done.ExitCode },
                ExecResult.TimedOut => ProbeOutcome.Failure(
                    $"command timed out: {GoText.Quote(string.Join(' ', exec.Command))} timed out after {GoDuration.Format(timeout)}"),
                var other => throw new UnreachableException($"unknown end of a command: {other}"),
            };
        }
        catch (ContainerRuntimeException e)
        {
            return ProbeOutcome.Error(e.Message);
        }
    }

    private static string Cut(string output) => output.Length <= OutputLimit ? output : output[..OutputLimit];
}
