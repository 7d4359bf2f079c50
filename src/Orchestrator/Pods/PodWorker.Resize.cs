using LocalPods.Api.Core;
using LocalPods.Api.Quantities;
using LocalPods.Orchestrator.Events;
using LocalPods.Orchestrator.PodEnvironment;
using LocalPods.Orchestrator.Pods.Planning;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Pods;

internal sealed partial class PodWorker
{
    /// <summary>Where containers have their names: the pod itself.</summary>
    private const string WholePod = "";

    private readonly Dictionary<ContainerId, ContainerResources> _limited = [];
    private readonly Dictionary<string, string> _resizeErrors = new(StringComparer.Ordinal);
    private ImmutableDictionary<string, ResourceRequirements> _held = ImmutableDictionary<string, ResourceRequirements>.Empty; // what containers have, as long as what is wished has no room
    private PodVerdict? _resizePending;
    private bool _resizing;
    private long? _resizeErrorTold;
    private (PodObject Of, ImmutableDictionary<string, ResourceRequirements> Held, PodObject Made)? _current;
    private (Pod Of, ImmutableDictionary<string, ContainerResources> Each, ContainerResources Together)? _limits;
    private ContainerResources? _podLimited; // by this worker; null when an earlier one did, or nobody

    // The object, with the resources that the node has granted: those of its spec, unless they wait for room.
    private PodObject? Current
    {
        get
        {
            if (_object is not { } newest || _held.IsEmpty)
            {
                return _object;
            }

            if (_current is not { } made || made.Of != newest || made.Held != _held)
            {
                _current = made = (newest, _held, newest.As(With(newest.Pod, _held)));
            }

            return made.Made;
        }
    }

    private static Pod With(Pod pod, ImmutableDictionary<string, ResourceRequirements> held)
    {
        return pod with
        {
            Spec = pod.Spec with
            {
                Containers = [.. pod.Spec.Containers.Select(Granted)],
                InitContainers = [.. pod.Spec.InitContainers.Select(Granted)],
                Resources = held.TryGetValue(WholePod, out var whole) ? NullIfNone(whole) : pod.Spec.Resources,
            },
        };

        static ResourceRequirements? NullIfNone(ResourceRequirements own) => own is { Requests: null, Limits: null } ? null : own;

        Container Granted(Container c) => held.TryGetValue(c.Name, out var has) ? c with { Resources = has } : c;
    }

    private static ImmutableDictionary<string, ResourceRequirements> ResourcesOf(Pod pod) =>
        Resizable(pod.Spec).ToImmutableDictionary(c => c.Name, c => c.Resources, StringComparer.Ordinal).Add(WholePod, pod.Spec.Resources ?? new());

    private static IEnumerable<Container> Resizable(PodSpec spec) => spec.InitContainers.Where(c => c.IsSidecar()).Concat(spec.Containers);

    private static bool AreSame(ImmutableDictionary<string, ResourceRequirements> a, ImmutableDictionary<string, ResourceRequirements> b) =>
        a.Count == b.Count && a.All(one => b.TryGetValue(one.Key, out var other) && AreSame(one.Value.Requests, other.Requests) && AreSame(one.Value.Limits, other.Limits));

    private static bool AreSame(ImmutableSortedDictionary<string, Quantity>? a, ImmutableSortedDictionary<string, Quantity>? b) =>
        (a?.Count ?? 0) == (b?.Count ?? 0) && (a is null || a.All(one => b!.TryGetValue(one.Key, out var other) && one.Value == other));

    // What every container is to have, in the kernel's units, and what they are to have together.
    private (ImmutableDictionary<string, ContainerResources> Each, ContainerResources? Together) Limits()
    {
        if (Current?.Pod is not { } pod)
        {
            return (ImmutableDictionary<string, ContainerResources>.Empty, null);
        }

        if (_limits is not { } made || made.Of != pod)
        {
            var memory = _node.Node().MemoryBytes;
            var each = Resizable(pod.Spec).ToImmutableDictionary(c => c.Name, c => ResourceMapping.Map(pod, c, memory), StringComparer.Ordinal);
            _limits = made = (pod, each, ResourceMapping.OfPod(pod));
        }

        return (made.Each, made.Together);
    }

    // Somebody wishes for other resources: the node keeps granting the old ones until there is room for the new.
    private void NoteResize(Pod newer)
    {
        var (before, wished) = (ResourcesOf(Current!.Pod), ResourcesOf(newer));
        if (_rejection is null && !AreSame(ResourcesOf(_object!.Pod), wished) && before.Count == wished.Count)
        {
            _held = before;
        }
    }

    // Of a pod that an earlier daemon took on: what it had granted stands in the status.
    private void ResumeResize(Pod pod)
    {
        _resizing = pod.Status.Conditions.Any(c => c is { Type: PodConditionTypes.PodResizeInProgress, Status: ConditionStatuses.True });
        if (pod.Status.Conditions.FirstOrDefault(c => c is { Type: PodConditionTypes.PodResizePending, Status: ConditionStatuses.True }) is { } pending)
        {
            _resizePending = new PodVerdict(pending.Reason ?? "", pending.Message ?? "");
            _held = Resizable(pod.Spec)
                .Select(c => (c.Name, Granted: pod.Reported(c.Name)?.Resources))
                .Where(c => c.Granted is not null)
                .ToImmutableDictionary(c => c.Name, c => c.Granted!, StringComparer.Ordinal)
                .Add(WholePod, pod.Status.Resources ?? pod.Spec.Resources ?? new());
        }

        _node.Allocations.Hold(Identity.Uid, With(pod, _held).Spec);
    }

    private void TryPendingResize()
    {
        if (_held.IsEmpty || _object is not { } wished || wished.Pod.IsTerminal() || wished.Pod.IsDeleting())
        {
            return;
        }

        var pod = wished.Pod;
        if (AreSame(_held, ResourcesOf(pod)))
        {
            (_held, _resizePending) = (_held.Clear(), null); // it was taken back
            return;
        }

        if (_node.Allocations.TryResize(Identity.Uid, pod.Spec) is { } verdict)
        {
            if (verdict != _resizePending)
            {
                _resizePending = verdict;
                _node.Events.Warning(pod.Target, $"Resize{verdict.Reason}", ResizeText.Of(verdict.Reason, pod, verdict.Message));
            }

            return;
        }

        (_held, _resizePending, _resizing) = (_held.Clear(), null, true);
        _resizeErrors.Clear();
        _resizeErrorTold = null;
        foreach (var key in _retryAt.Keys.Where(key => key.StartsWith(PodAction.ResizeKey(new ContainerId("")), StringComparison.Ordinal)).ToList())
        {
            _retryAt.Remove(key); // what failed before was another wish
        }

        _retryAt.Remove(PodAction.CgroupKey);

        _node.Events.Normal(pod.Target, "ResizeStarted", ResizeText.Of("started", pod, null));
    }

    private void NoteResizeFailed(PodAction action, string who, string why)
    {
        _resizing = true;
        _resizeErrors[who] = why;
        _retryAt[action.Key] = _node.Clock.GetUtcNow() + LongestRetry;
        if (Current?.Pod is { } pod && _resizeErrorTold != pod.Metadata.Generation)
        {
            _resizeErrorTold = pod.Metadata.Generation;
            _node.Events.Warning(pod.Target, "ResizeError", ResizeText.Of("error", pod, why));
        }
    }

    private void NotePodNotLimited(PodAction.LimitPod limit, string why)
    {
        if (_podLimited is { } has && PodLimits.Covers(has, limit.To))
        {
            NoteResizeFailed(limit, WholePod, why);
            return;
        }

        // Nothing may wait for ever for what the kernel does not grant.
        LogNotLimited(_node.Logger, Identity, why);
        _podLimited = limit.To;
    }

    private void NoteResizeDone(PodPlan plan, RuntimePod seen, PlanInput input)
    {
        if (!_resizing || plan.Stage != PodStage.Syncing || _object is not { } done)
        {
            return;
        }

        var unfinished = Resizable(done.Pod.Spec)
            .Select(c => PastRuns.Newest(seen, c.Name))
            .Any(newest => newest is not null && (_replaced.Contains(newest.Id) || _inFlight.ContainsKey(PodAction.ResizeKey(newest.Id)) || Resizes.Wanted(input, newest) is not null));
        if (!unfinished && PodLimits.AreInForce(input))
        {
            _resizing = false;
            _resizeErrors.Clear();
            _node.Events.Normal(done.Pod.Target, "ResizeCompleted", ResizeText.Of("completed", Current!.Pod, null));
        }
    }

    private ResizeFacts ResizeFactsNow(RuntimePod seen, PlanInput input) => new()
    {
        Pending = _resizePending,
        InProgress = _resizing,
        Error = _resizeErrors.Count == 0 ? null : string.Join("; ", _resizeErrors.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => e.Value)),
        PodUnfinished = !PodLimits.AreInForce(input),
        Unfinished = [.. seen.Containers.Where(c => Resizes.Wanted(input, c) is not null).Select(c => c.Name)],
    };
}
