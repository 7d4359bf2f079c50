using LocalPods.Orchestrator.Runtime;

namespace LocalPods.TestKit;

public sealed partial class FakeContainerRuntime
{
    public async Task<ContainerId> CreateContainerAsync(SandboxId sandbox, ContainerConfig config, CancellationToken cancellationToken)
    {
        var doing = $"create container {config.Name} of {config.Pod}";
        await RequestAsync(doing, cancellationToken);
        ContainerId id;
        lock (_gate)
        {
            id = new ContainerId(CreateContainer(sandbox, config, doing).Id);
        }

        await ReplyAsync(doing, cancellationToken);
        return id;
    }

    public async Task StartContainerAsync(ContainerId id, CancellationToken cancellationToken)
    {
        var doing = $"start container {id}";
        await RequestAsync(doing, cancellationToken);
        var takes = Required(id, doing).Behaviour.StartTakes;
        if (takes > TimeSpan.Zero)
        {
            await Task.Delay(takes, clock, cancellationToken);
        }

        lock (_gate)
        {
            Start(Required(id, doing), doing);
        }

        await ReplyAsync(doing, cancellationToken);
    }

    public async Task StopContainerAsync(ContainerId id, TimeSpan grace, CancellationToken cancellationToken)
    {
        var doing = $"stop container {id}";
        await RequestAsync(doing, cancellationToken);
        FakeContainer? container;
        lock (_gate)
        {
            container = Find(id.Value);
            if (container is { IsRunning: true })
            {
                Signal(container, grace);
            }
        }

        if (container is not null)
        {
            await EndAsync(container, cancellationToken);
        }

        await ReplyAsync(doing, cancellationToken);
    }

    public async Task RemoveContainerAsync(ContainerId id, CancellationToken cancellationToken)
    {
        await RequestAsync($"remove container {id}", cancellationToken);
        lock (_gate)
        {
            if (Find(id.Value) is { } container)
            {
                Remove(container);
            }
        }

        await ReplyAsync($"remove container {id}", cancellationToken);
    }

    public async Task<RuntimePod> GetPodAsync(string podUid, CancellationToken cancellationToken)
    {
        await RequestAsync($"look at pod {podUid}", cancellationToken);
        if (FailLooks is { } failure)
        {
            throw new ContainerRuntimeException(failure, "look at a pod: failed (injected)");
        }

        RuntimePod pod;
        lock (_gate)
        {
            pod = Look(podUid);
        }

        await ReplyAsync($"look at pod {podUid}", cancellationToken);
        return pod;
    }

    public async Task<ImmutableArray<RuntimePod>> ListPodsAsync(CancellationToken cancellationToken)
    {
        await RequestAsync("list pods", cancellationToken);
        var pods = Pods;
        await ReplyAsync("list pods", cancellationToken);
        return pods;
    }

    public async Task<ImmutableArray<string>> PurgeAsync(CancellationToken cancellationToken)
    {
        await RequestAsync("purge", cancellationToken);
        lock (_gate)
        {
            foreach (var container in _all.ToArray())
            {
                Remove(container);
            }

            _cgroups.Clear();
        }

        await ReplyAsync("purge", cancellationToken);
        return [];
    }

    /// <summary>How the newest container of a name was described; null when there is none.</summary>
    public ContainerConfig? ConfigOf(string container)
    {
        lock (_gate)
        {
            return _all.FindLast(c => c.Name == container)?.Config;
        }
    }

    private RuntimePod Look(string podUid)
    {
        var ofPod = _all.Where(c => c.Pod.Uid == podUid).Reverse().ToArray();
        return new RuntimePod(
            ofPod.FirstOrDefault()?.Pod ?? new PodIdentity("", "", podUid),
            [.. ofPod.Where(c => c.IsSandbox).Select(c => c.ToSandboxStatus())],
            [.. ofPod.Where(c => !c.IsSandbox).Select(c => c.ToContainerStatus())])
        {
            HasCgroup = _cgroups.ContainsKey(podUid),
        };
    }

    private FakeContainer CreateContainer(SandboxId sandbox, ContainerConfig config, string doing)
    {
        if (_all.Find(c => c.Pod.Uid == config.Pod.Uid && c.Name == config.Name && c.Attempt == config.Attempt) is { } existing)
        {
            return existing;
        }

        if (Find(sandbox.Value) is not { IsSandbox: true })
        {
            throw new ContainerRuntimeException(RuntimeFailure.NotFound, $"{doing}: no sandbox {sandbox}");
        }

        var image = FindImage(config.Image)
            ?? throw new ContainerRuntimeException(RuntimeFailure.NotFound, $"{doing}: no image {config.Image}");
        var container = new FakeContainer(NextId(), config.Pod, config.Name, config.Attempt, clock.GetUtcNow())
        {
            Config = config,
            SandboxId = sandbox.Value,
            Behaviour = BehaviourOf(config),
            ImageName = image.Tags.FirstOrDefault() ?? config.Image,
            ImageId = $"docker://{image.Id}",
        };
        _all.Add(container);
        Note(container, RuntimeDeed.Created);
        return container;
    }

    private FakeContainer Required(ContainerId id, string doing)
    {
        lock (_gate)
        {
            return Find(id.Value) ?? throw new ContainerRuntimeException(RuntimeFailure.NotFound, $"{doing}: no such container");
        }
    }

    private void Start(FakeContainer container, string doing)
    {
        if (container.IsRunning)
        {
            return;
        }

        if (container.FinishedAt is not null)
        {
            throw new ContainerRuntimeException(RuntimeFailure.Conflict, $"{doing}: it has already run");
        }

        var error = container.Behaviour.StartError;
        var code = container.Behaviour.StartErrorCode;
        if (Find(container.SandboxId) is not { IsRunning: true })
        {
            (error, code) = ("cannot join the network of a sandbox that does not run", 128);
        }

        if (container.Config?.ProcessesOf is { } target && Find(target.Value) is not { IsRunning: true })
        {
            (error, code) = ("cannot join the processes of a container that does not run", 128);
        }

        if (container.Config is { } config && !FitsPod(container, config.Resources))
        {
            (error, code) = ("cannot have more processor time than its pod", 128);
        }

        if (error is not null)
        {
            (container.StartedAt, container.FinishedAt) = (container.CreatedAt, container.CreatedAt);
            (container.ExitCode, container.Error) = (code, error);
            Note(container, RuntimeDeed.StartFailed);
            throw new ContainerRuntimeException(RuntimeFailure.Refused, $"{doing}: {error}");
        }

        container.StartedAt = clock.GetUtcNow();
        NoteCgroup(container);
        Note(container, RuntimeDeed.Started);
        var steps = container.Behaviour.Prints.Select(line => (line.After, Do: (Action)(() => PrintNow(container, line))));
        if (container.Behaviour.ExitsAfter is { } after)
        {
            steps = steps.Append((after, () => Exit(container, container.Behaviour.ExitCode, container.Behaviour.OomKilled)));
        }

        Play(container, steps.OrderBy(s => s.After).ToArray(), TimeSpan.Zero);
    }

    // One step sets up the next: timers of a real clock that are due at once would fire in any order.
    private void Play(FakeContainer container, ReadOnlyMemory<(TimeSpan After, Action Do)> steps, TimeSpan at)
    {
        if (steps.IsEmpty || !container.IsRunning)
        {
            return;
        }

        var (after, act) = steps.Span[0];
        container.Later(clock, after - at, () =>
        {
            act();
            lock (_gate)
            {
                Play(container, steps[1..], after);
            }
        });
    }

    private void PrintNow(FakeContainer container, LogLine line)
    {
        lock (_gate)
        {
            if (container.IsRunning)
            {
                container.Print(clock.GetUtcNow(), line.Text + "\n", line.IsError);
            }
        }
    }

    private void Signal(FakeContainer container, TimeSpan grace)
    {
        if (grace > TimeSpan.Zero)
        {
            Note(container, RuntimeDeed.Stopping);
            if (container.Behaviour.EndsOnTermAfter is { } after && after <= grace)
            {
                container.Later(clock, after, () => Exit(container, container.Behaviour.TermExitCode));
            }
        }

        container.Later(clock, grace, () => Kill(container));
    }

    private async Task EndAsync(FakeContainer container, CancellationToken cancellationToken)
    {
        using var listener = container.Changed.Listen();
        while (IsRunning(container))
        {
            await listener.WaitAsync(cancellationToken);
        }
    }

    private bool IsRunning(FakeContainer container)
    {
        lock (_gate)
        {
            return container.IsRunning;
        }
    }

    private void Kill(FakeContainer container)
    {
        lock (_gate)
        {
            if (container.IsRunning)
            {
                Note(container, RuntimeDeed.Killed);
                Exit(container, 137);
            }
        }
    }

    private void Exit(FakeContainer container, int code, bool oomKilled = false)
    {
        lock (_gate)
        {
            if (!container.IsRunning)
            {
                return;
            }

            container.ForgetTimers();
            (container.FinishedAt, container.ExitCode, container.OomKilled) = (clock.GetUtcNow(), code, oomKilled);
            Note(container, RuntimeDeed.Exited, code);
            // The first process of a namespace takes all others with it.
            var sharesAll = container.Sandbox is { Namespaces.SharePid: true };
            foreach (var member in _all.Where(c => c.IsRunning && (sharesAll ? c.SandboxId == container.Id : c.Joins(container))).ToArray())
            {
                Exit(member, 137);
            }
        }
    }

    private void Remove(FakeContainer container)
    {
        Kill(container);
        container.ForgetTimers();
        container.Removed = true;
        _all.Remove(container);
        Note(container, RuntimeDeed.Removed);
    }
}
