using LocalPods.Orchestrator.Runtime;

namespace LocalPods.TestKit;

public sealed partial class FakeContainerRuntime
{
    private readonly Dictionary<string, ContainerResources> _cgroups = new(StringComparer.Ordinal);
    private readonly List<string> _outside = [];

    /// <summary>Whether pods can have control groups of their own.</summary>
    public bool HasPodCgroups { get; set; } = true;

    /// <summary>When not null no pod's control group can be limited otherwise, and these are the kernel's words.</summary>
    public string? PodLimitError { get; set; }

    /// <summary>Limits of pods as a whole, by uid: those that have control groups now.</summary>
    public ImmutableDictionary<string, ContainerResources> PodCgroups
    {
        get
        {
            lock (_gate)
            {
                return _cgroups.ToImmutableDictionary();
            }
        }
    }

    /// <summary>What was started without its pod's control group although pods have them, in words.</summary>
    public ImmutableArray<string> StartedOutsideCgroups
    {
        get
        {
            lock (_gate)
            {
                return [.. _outside];
            }
        }
    }

    public async Task<bool> LimitPodAsync(string podUid, ContainerResources limits, CancellationToken cancellationToken)
    {
        var doing = $"limit pod {podUid}";
        await RequestAsync(doing, cancellationToken);
        lock (_gate)
        {
            if (_cgroups.ContainsKey(podUid) && PodLimitError is not null)
            {
                throw new ContainerRuntimeException(RuntimeFailure.Refused, PodLimitError);
            }

            if (HasPodCgroups)
            {
                // As kernels of the first version have it: no container may have more than its pod.
                if (limits.CpuQuota > 0 && _all.Exists(c => c.IsRunning && c.Pod.Uid == podUid && (c.Limits ?? c.Config?.Resources)?.CpuQuota > limits.CpuQuota))
                {
                    throw new ContainerRuntimeException(RuntimeFailure.Refused, $"{doing}: invalid argument");
                }

                _cgroups[podUid] = limits;
            }
        }

        await ReplyAsync(doing, cancellationToken);
        return HasPodCgroups;
    }

    public async Task RemovePodCgroupAsync(string podUid, CancellationToken cancellationToken)
    {
        var doing = $"remove the control group of pod {podUid}";
        await RequestAsync(doing, cancellationToken);
        lock (_gate)
        {
            if (_all.Exists(c => c.IsRunning && c.Pod.Uid == podUid))
            {
                _outside.Add($"something of pod {podUid} runs while its control group is removed");
            }

            _cgroups.Remove(podUid);
        }

        await ReplyAsync(doing, cancellationToken);
    }

    private void NoteCgroup(FakeContainer container)
    {
        if (HasPodCgroups && !_cgroups.ContainsKey(container.Pod.Uid))
        {
            _outside.Add($"{(container.IsSandbox ? "the sandbox" : container.Name)} of {container.Pod} started without the pod's control group");
        }
    }

    // As kernels of the first version have it: no container may have more than its pod.
    private bool FitsPod(FakeContainer container, ContainerResources limits) =>
        !_cgroups.TryGetValue(container.Pod.Uid, out var pod) || pod.CpuQuota == 0 || limits.CpuQuota <= pod.CpuQuota;

    /// <summary>When not null no container can be limited otherwise, and these are the engine's words.</summary>
    public string? UpdateError { get; set; }

    public async Task UpdateResourcesAsync(ContainerId id, ContainerResources resources, CancellationToken cancellationToken)
    {
        var doing = $"limit container {id} otherwise";
        await RequestAsync(doing, cancellationToken);
        lock (_gate)
        {
            var container = Required(id, doing);
            if (!container.IsRunning || UpdateError is not null || !FitsPod(container, resources))
            {
                throw new ContainerRuntimeException(RuntimeFailure.Refused, $"{doing}: {UpdateError ?? (container.IsRunning ? "invalid argument" : "it does not run")}");
            }

            container.Limits = resources;
            TellPod(container.Pod.Uid);
        }

        await ReplyAsync(doing, cancellationToken);
    }
}
