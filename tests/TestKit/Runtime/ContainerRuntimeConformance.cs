using LocalPods.Orchestrator.Runtime;
using Xunit;

namespace LocalPods.TestKit;

/// <summary>
/// What every runtime must do, whichever engine it speaks to: each of them has a test class that derives from this one. A
/// test on the fake then says something about the real ones.
/// </summary>
public abstract partial class ContainerRuntimeConformance : IAsyncLifetime
{
    protected const string Image = "busybox:1.32.0";

    private static int s_pods;

    private readonly CancellationTokenSource _patience = new(Patience.Limit, TimeProvider.System);

    /// <summary>Begins empty: nothing of this instance is on the engine.</summary>
    protected abstract IContainerRuntime Runtime { get; }

    protected CancellationToken Token => _patience.Token;

    public virtual Task InitializeAsync() => Task.CompletedTask;

    public virtual Task DisposeAsync()
    {
        _patience.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>Makes containers of this name behave like the program. A real engine runs the program itself.</summary>
    protected virtual void Teach(string container, RuntimeProgram program)
    {
    }

    protected static PodIdentity NewPod()
    {
        var number = Interlocked.Increment(ref s_pods);
        return new PodIdentity("default", $"pod-{number}", $"conformance-{Environment.ProcessId}-{number}");
    }

    protected static SandboxConfig SandboxOf(PodIdentity pod, int attempt = 0) => new() { Pod = pod, Attempt = attempt, Hostname = pod.Name };

    protected ContainerConfig ContainerOf(PodIdentity pod, RuntimeProgram program, string name = "app", int attempt = 0)
    {
        Teach(name, program);
        return new ContainerConfig
        {
            Pod = pod,
            Name = name,
            Attempt = attempt,
            Image = Image,
            Hash = "1a2b3c4d",
            Command = program.Command,
            Resources = new ContainerResources { OomScoreAdjust = 1000 },
        };
    }

    protected async Task<(SandboxId Sandbox, ContainerId Container)> StartAsync(ContainerConfig config)
    {
        var sandbox = await Runtime.RunSandboxAsync(SandboxOf(config.Pod), Token);
        var container = await Runtime.CreateContainerAsync(sandbox.Id, config, Token);
        await Runtime.StartContainerAsync(container, Token);
        return (sandbox.Id, container);
    }

    /// <summary>Looks at the pod, and again after each event, until it is as wanted.</summary>
    protected async Task<RuntimePod> UntilAsync(PodIdentity pod, Func<RuntimePod, bool> wanted)
    {
        using var limit = new CancellationTokenSource(Patience.Limit, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, Token);
        var seen = new RuntimePod(pod, [], []);
        try
        {
            await foreach (var what in Runtime.WatchAsync(either.Token))
            {
                if (what is RuntimeEvent.Connected || (what is RuntimeEvent.PodChanged changed && changed.PodUid == pod.Uid))
                {
                    seen = await Runtime.GetPodAsync(pod.Uid, either.Token);
                    if (wanted(seen))
                    {
                        return seen;
                    }
                }
            }
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            // told below, with what was seen last
        }

        throw new InvalidOperationException($"not as wanted within {Patience.Limit}: {string.Join(", ", seen.Sandboxes)} {string.Join(", ", seen.Containers)}");
    }

    protected async Task<ContainerStatus> UntilExitedAsync(PodIdentity pod) =>
        (await UntilAsync(pod, p => p.Containers is [{ State: ContainerState.Exited }, ..])).Containers[0];

    protected static async Task<RuntimeFailure> FailureOfAsync(Func<Task> call) => (await Assert.ThrowsAsync<ContainerRuntimeException>(call)).Failure;
}
