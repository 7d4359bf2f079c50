using System.Net;
using LocalPods.Orchestrator.PodEnvironment;
using LocalPods.Orchestrator.Pods.Planning;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Pods;

internal sealed partial class PodWorker
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(15);

    private readonly List<Task> _underWay = [];
    private readonly Dictionary<string, int> _inFlight = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unsettled = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _changingSince = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _retryAt = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _failed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, StartFailure> _failures = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _attempts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, EarlyImage> _earlyImages = new(StringComparer.Ordinal);
    private readonly Dictionary<ContainerId, DateTimeOffset> _killing = [];
    private readonly Dictionary<string, TimeSpan> _carriedDelays = new(StringComparer.Ordinal);
    private readonly HashSet<ContainerId> _replaced = [];
    private readonly HashSet<ContainerId> _retried = [];
    private readonly HashSet<ContainerId> _stopBegun = [];
    private ImmutableDictionary<ContainerId, string> _messages = ImmutableDictionary<ContainerId, string>.Empty;
    private CancellationTokenSource? _abandon;
    private CancellationTokenSource? _waiting;
    private long _epoch;
    private bool _lookWanted;
    private bool _gone;
    private bool _forgotten;
    private bool _unshown; // of a static pod: its object is gone and comes back

    /// <summary>Ends waiting for images. Cancelled once the pod is being stopped.</summary>
    private CancellationTokenSource Waiting
    {
        get
        {
            if (_waiting is null or { IsCancellationRequested: true })
            {
                _waiting = CancellationTokenSource.CreateLinkedTokenSource(_abandon!.Token);
            }

            return _waiting;
        }
    }

    // Looks at the engine unless the worker is just changing things there: the end of that asks for a look anyway.
    private DateTimeOffset? BeginLookIfNeeded(DateTimeOffset now)
    {
        if (!_lookWanted || _inFlight.ContainsKey(LookKey))
        {
            return null;
        }

        if (_retryAt.TryGetValue(LookKey, out var retryAt) && retryAt > now)
        {
            return retryAt;
        }

        if (_changingSince.Count > 0 && _changingSince.Values.Min() + LongestBlindness is var until && until > now)
        {
            return until;
        }

        _lookWanted = false;
        Begin(LookKey, null, () => _actor.ObserveAsync(_messages, _abandon!.Token));
        return null;
    }

    private void Begin(PodAction action, DateTimeOffset now)
    {
        if (action is not PodAction.LimitPod || _podLimited is not null)
        {
            LogActing(_node.Logger, Identity, action); // an earlier daemon's limits, written once more, are no news
        }

        switch (action)
        {
            case PodAction.CreateSandbox:
                _changingSince[action.Key] = now;
                LookForImages();
                break;
            case PodAction.StartContainer or PodAction.ResizeContainer or PodAction.LimitPod or PodAction.RemoveCgroup or PodAction.StopSandbox or PodAction.RemoveSandbox:
                _changingSince[action.Key] = now;
                break;
            case PodAction.PrepareStop prepare:
                if (prepare.HookLimit is { } limit)
                {
                    _killing[prepare.Id] = now + limit;
                }

                _stopBegun.Add(prepare.Id);
                break;
            case PodAction.KillContainer kill:
                _changingSince[action.Key] = now;
                _killing[kill.Id] = now + kill.Grace;
                _stopBegun.Add(kill.Id);
                if (kill.Replace)
                {
                    _replaced.Add(kill.Id);
                }

                break;
        }

        var sandbox = _seen!.Sandboxes.FirstOrDefault();
        var addresses = _object?.Pod.Spec.HostNetwork == true
            ? new PodAddresses(_node.Node().HostIps, IPAddress.Loopback.ToString())
            : new PodAddresses(sandbox?.Ips ?? [], sandbox?.HostIp);

        var current = Current;
        var image = action is PodAction.StartContainer start && _earlyImages.Remove(start.Name, out var early)
            && current?.Pod.Find(start.Name)?.Container.Image == early.Image
                ? early.Outcome
                : null;
        Begin(action.Key, action, () => _actor.DoAsync(action, current, addresses, image, Waiting.Token, _abandon!.Token));
    }

    // What starts first once the sandbox runs can have its image looked for, and pulled, meanwhile; volumes come before images.
    private void LookForImages()
    {
        var pod = _object!.Pod;
        if (!_node.Starter.CanSetUpVolumes(new PodSetting(pod, [], _node.Node(), _node.Config)))
        {
            return;
        }

        foreach (var container in pod.Spec.InitContainers.IsEmpty ? pod.Spec.Containers : [pod.Spec.InitContainers[0]])
        {
            if (!_earlyImages.ContainsKey(container.Name) && container.Image is { } image)
            {
                var outcome = _node.Images.EnsureAsync(pod, pod.TargetOf(container.Name, null), container, Waiting.Token);
                _earlyImages[container.Name] = new EarlyImage(image, outcome);
            }
        }
    }

    private void Begin(string key, PodAction? action, Func<Task<PodOutcome>> run)
    {
        _inFlight[key] = _inFlight.GetValueOrDefault(key) + 1;
        _underWay.RemoveAll(task => task.IsCompleted);
        _underWay.Add(RunAsync(key, action, _epoch, run));
    }

    private async Task RunAsync(string key, PodAction? action, long epoch, Func<Task<PodOutcome>> run)
    {
        PodOutcome outcome;
        try
        {
            outcome = await run();
        }
        catch (OperationCanceledException)
        {
            outcome = new PodOutcome.Abandoned();
        }
        catch (Exception e)
        {
            // Whatever it was, the pod is looked at and the action tried again, later each time.
            outcome = new PodOutcome.Failed(e);
        }

        _ended.Enqueue(new Ended(key, action, outcome, epoch));
        Wake();
    }

    private void Apply(Ended end)
    {
        if (--_inFlight[end.Key] == 0)
        {
            _inFlight.Remove(end.Key);
        }

        _changingSince.Remove(end.Key);
        if (end.Outcome is PodOutcome.Failed failed)
        {
            Fail(end.Key, failed.Error);
        }
        else
        {
            _failed.Remove(end.Key);
        }

        if (end.Action is not null)
        {
            Settle(end.Action, end.Outcome);
        }

        Take(end);
    }

    private void Take(Ended end)
    {
        switch (end.Outcome)
        {
            case PodOutcome.Observed when end.Epoch != _epoch:
                _lookWanted = true;
                break;
            case PodOutcome.Observed observed:
                Take(observed);
                break;
            case PodOutcome.Stored stored:
                Adopt(stored.Pod);
                break;
            case PodOutcome.Overtaken { Newest: { } newest }:
                Adopt(newest);
                break;
            case PodOutcome.Overtaken when _node.IsStatic(Identity.Uid):
                _unshown = true;
                break;
            case PodOutcome.Overtaken:
                (_gone, _object) = (true, null);
                break;
            case PodOutcome.VolumesRefreshed refreshed:
                Take(refreshed);
                break;
            case PodOutcome.DiskMeasured measured when MayBeEvicted:
                _eviction = measured.Eviction;
                break;
            case PodOutcome.Forgotten:
                _forgotten = true;
                break;
            case PodOutcome.Failed when end.Key == VolumesKey:
                (_refreshWanted, _volumesRemoved) = (true, false);
                break;
            case PodOutcome.Failed failed when end.Key == LookKey:
                _lookWanted = true;
                TellFailedLook(failed.Error);
                break;
        }
    }

    private void Take(PodOutcome.Observed observed)
    {
        if (_seen is null)
        {
            _record.TakeOver(observed.Seen);
        }
        else
        {
            _record.Observe(observed.Seen);
        }

        _seen = observed.Seen;
        _unsettled.Clear();
        var ids = observed.Seen.Containers.Select(c => c.Id).ToHashSet();
        _messages = _messages.Where(m => ids.Contains(m.Key)).ToImmutableDictionary().SetItems(observed.Messages);
        _replaced.IntersectWith(ids);
        _retried.IntersectWith(ids);
        foreach (var gone in _limited.Keys.Where(id => !ids.Contains(id)).ToList())
        {
            _limited.Remove(gone);
        }

        if (!observed.Seen.HasCgroup)
        {
            _podLimited = null;
        }

        _stopBegun.IntersectWith(ids);
        NoteAttempts(observed.Seen);
    }

    private void NoteAttempts(RuntimePod? seen)
    {
        foreach (var instance in seen?.Containers.Where(c => c.State != ContainerState.Created) ?? [])
        {
            _attempts[instance.Name] = Math.Max(instance.Attempt, _attempts.GetValueOrDefault(instance.Name));
        }
    }
}
