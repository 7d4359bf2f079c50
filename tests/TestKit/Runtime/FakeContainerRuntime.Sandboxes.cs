using LocalPods.Orchestrator.Runtime;

namespace LocalPods.TestKit;

public sealed partial class FakeContainerRuntime
{
    public async Task<SandboxStatus> RunSandboxAsync(SandboxConfig config, CancellationToken cancellationToken)
    {
        var doing = $"run sandbox of {config.Pod}";
        await RequestAsync(doing, cancellationToken);
        SandboxStatus status;
        lock (_gate)
        {
            status = RunSandbox(config).ToSandboxStatus();
        }

        await ReplyAsync(doing, cancellationToken);
        return status;
    }

    public async Task StopSandboxAsync(SandboxId id, CancellationToken cancellationToken)
    {
        await RequestAsync($"stop sandbox {id}", cancellationToken);
        lock (_gate)
        {
            if (Find(id.Value) is { IsSandbox: true, IsRunning: true } sandbox)
            {
                Note(sandbox, RuntimeDeed.Stopping);
                Exit(sandbox, 0);
            }
        }

        await ReplyAsync($"stop sandbox {id}", cancellationToken);
    }

    public async Task RemoveSandboxAsync(SandboxId id, CancellationToken cancellationToken)
    {
        await RequestAsync($"remove sandbox {id}", cancellationToken);
        if (Faults.MaxRemovalTime > TimeSpan.Zero)
        {
            lock (_gate)
            {
                Members().ForEach(c => c.IsBeingRemoved = true);
            }

            await Task.Delay(Draw(Faults.MaxRemovalTime), clock, CancellationToken.None); // it goes on without whoever asked for it
        }

        lock (_gate)
        {
            Members().ForEach(Remove);

            if (Find(id.Value) is { IsSandbox: true } sandbox)
            {
                Remove(sandbox);
            }
        }

        await ReplyAsync($"remove sandbox {id}", cancellationToken);

        List<FakeContainer> Members() => _all.FindAll(c => c.SandboxId == id.Value && !c.IsSandbox);
    }

    private FakeContainer RunSandbox(SandboxConfig config)
    {
        var existing = _all.Find(c => c.IsSandbox && c.Pod.Uid == config.Pod.Uid && c.Attempt == config.Attempt);
        if (existing is { IsRunning: true })
        {
            return existing;
        }

        if (existing is not null)
        {
            Remove(existing);
        }

        PortMapping[] taken = [.. _all.Where(c => c is { IsSandbox: true, IsRunning: true }).SelectMany(c => c.Sandbox!.Ports), .. NodeListeners.Select(l => l.Port)];
        if (config.Ports.FirstOrDefault(port => taken.Any(port.Clashes)) is { } port)
        {
            throw new ContainerRuntimeException(RuntimeFailure.Refused, $"run sandbox of {config.Pod}: port {port.HostPort} is already allocated");
        }

        var id = NextId();
        var sandbox = new FakeContainer(id, config.Pod, "", config.Attempt, clock.GetUtcNow())
        {
            Sandbox = config,
            Ip = $"10.88.{_lastId / 250 % 250}.{(_lastId % 250) + 2}",
        };
        _all.Add(sandbox);
        Note(sandbox, RuntimeDeed.Created);
        sandbox.StartedAt = clock.GetUtcNow();
        NoteCgroup(sandbox);
        Note(sandbox, RuntimeDeed.Started);
        return sandbox;
    }
}
