using System.Collections.Immutable;
using LocalPods.Api.Core;
using LocalPods.Orchestrator.Pods.Status;

namespace LocalPods.Orchestrator.Tests.Status;

/// <summary>Every row of the phase table (spec: pod-lifecycle 9.1). A container is one of: <c>w</c> waits and never ran,
/// <c>b1</c> waits and ended with 1 before, <c>r</c> runs, <c>s</c> runs and is not started yet, <c>t0</c> ended with 0, <c>?</c> has no status.</summary>
public sealed class PodPhaseTests
{
    [Theory]
    // Row 1: an init container failed and may not run again.
    [InlineData("Never", "t1", "", "w", "Failed")]
    [InlineData("Never", "b1", "", "w", "Failed")]
    [InlineData("Never", "t0 t1", "", "w", "Failed")]
    [InlineData("Always", "t1", "", "w", "Pending")]
    [InlineData("OnFailure", "b1", "", "w", "Pending")]
    // Row 2: an init container is not through.
    [InlineData("Always", "w", "", "w", "Pending")]
    [InlineData("Always", "r", "", "w", "Pending")]
    [InlineData("Always", "?", "", "w", "Pending")]
    [InlineData("Always", "t0 r", "", "w", "Pending")]
    [InlineData("Always", "r", "", "r", "Pending")]
    // Row 3: a sidecar is on its way.
    [InlineData("Always", "", "w", "w", "Pending")]
    [InlineData("Always", "", "s", "b1", "Pending")]
    // Row 4: a container waits that never ran.
    [InlineData("Always", "", "", "w", "Pending")]
    [InlineData("Always", "", "", "r w", "Pending")]
    [InlineData("Always", "", "w", "r", "Pending")]
    // Row 5: something runs and nothing is unknown.
    [InlineData("Always", "", "", "r", "Running")]
    [InlineData("Never", "t0", "", "r t1", "Running")]
    [InlineData("Always", "", "", "r b1", "Running")]
    [InlineData("Never", "", "r", "t0", "Running")]
    [InlineData("Always", "", "", "r ?", "Pending")]
    // Row 7: all stopped, one may run again.
    [InlineData("Always", "", "", "b1", "Running")]
    [InlineData("Always", "", "", "b0", "Running")]
    [InlineData("Always", "", "", "t0", "Running")]
    [InlineData("OnFailure", "", "", "t0 b1", "Running")]
    [InlineData("OnFailure", "", "", "t1", "Running")]
    // Row 8: all stopped for good.
    [InlineData("Never", "", "", "t0", "Succeeded")]
    [InlineData("Never", "", "", "t0 t1", "Failed")]
    [InlineData("OnFailure", "t0", "", "t0 t0", "Succeeded")]
    [InlineData("Never", "", "t1", "t0", "Succeeded")]
    // Row 9: nothing is known.
    [InlineData("Always", "", "", "?", "Pending")]
    [InlineData("Never", "", "", "t0 ?", "Pending")]
    [Trait("spec", "PL-34"), Trait("spec", "PL-35"), Trait("spec", "PL-70")]
    public void The_first_row_that_fits_decides(string policy, string init, string sidecars, string containers, string phase) =>
        Phase(policy, init, sidecars, containers, finalized: false).ShouldBe(phase);

    [Theory]
    [InlineData("Always", "t0", "Succeeded")]
    [InlineData("Always", "t0 t143", "Failed")]
    [InlineData("Always", "b0", "Succeeded")]
    [InlineData("Always", "w", "Pending")]
    [Trait("spec", "PL-59")]
    public void Row_6_once_everything_was_stopped_for_good_exit_codes_decide(string policy, string containers, string phase) =>
        Phase(policy, "", "", containers, finalized: true).ShouldBe(phase);

    [Theory]
    [InlineData(true, "Running")]
    [InlineData(false, "Pending")]
    public void A_sidecar_that_is_not_started_holds_the_pod_back_only_before_the_others(bool startedInSandbox, string phase) =>
        Phase("Always", "", "s", "r", finalized: false, startedInSandbox).ShouldBe(phase);

    [Fact]
    public void An_init_container_that_ran_out_of_memory_failed_whatever_its_exit_code()
    {
        var spec = new PodSpec { RestartPolicy = "Never", InitContainers = [new Container { Name = "i0" }], Containers = [new Container { Name = "c0" }] };
        var init = new ContainerStatus { Name = "i0", State = new() { Terminated = new() { ExitCode = 0, Reason = "OOMKilled" } } };
        PodPhase.Of(spec, [Status("c0", "w")!], [init], false, false).ShouldBe("Failed");
        PodPhase.Of(spec with { RestartPolicy = "OnFailure" }, [Status("c0", "w")!], [init], false, false).ShouldBe("Pending");
    }

    private static string Phase(string policy, string init, string sidecars, string containers, bool finalized, bool startedInSandbox = false)
    {
        var (i, s, c) = (Parse("i", init), Parse("s", sidecars), Parse("c", containers));
        var spec = new PodSpec
        {
            RestartPolicy = policy,
            InitContainers = [.. i.Select(x => new Container { Name = x.Name }), .. s.Select(x => new Container { Name = x.Name, RestartPolicy = "Always" })],
            Containers = [.. c.Select(x => new Container { Name = x.Name })],
        };
        return PodPhase.Of(spec, Statuses(c), [.. Statuses(i), .. Statuses(s)], startedInSandbox, finalized);
    }

    private static (string Name, string Code)[] Parse(string prefix, string codes) =>
        [.. codes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select((code, at) => ($"{prefix}{at}", code))];

    private static ImmutableArray<ContainerStatus> Statuses((string Name, string Code)[] all) => [.. all.Select(x => Status(x.Name, x.Code)).OfType<ContainerStatus>()];

    private static ContainerStatus? Status(string name, string code)
    {
        var ended = new ContainerState
        {
            Terminated = new() { ExitCode = code.Length > 1 ? int.Parse(code[1..], System.Globalization.CultureInfo.InvariantCulture) : 0 },
        };
        return code[0] switch
        {
            'w' => new() { Name = name, State = new() { Waiting = new() } },
            'b' => new() { Name = name, State = new() { Waiting = new() { Reason = "CrashLoopBackOff" } }, LastState = ended },
            'r' => new() { Name = name, State = new() { Running = new() }, Started = true },
            's' => new() { Name = name, State = new() { Running = new() }, Started = false },
            't' => new() { Name = name, State = ended },
            _ => null,
        };
    }
}
