using System.Collections.Concurrent;
using System.Threading.Channels;
using LocalPods.Orchestrator.History;
using LocalPods.Orchestrator.Images;
using LocalPods.Orchestrator.Pods.Planning;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Pods;

/// <summary>
/// Brings one pod, by uid, to what its object asks for, and to its end. All that happens to the pod happens here.
/// </summary>
/// <remarks>
/// <para>A step never waits. It takes what has ended since the last one, plans, begins what is planned, and reports; what
/// it began runs on by itself and wakes it when it ends. So a long pull of one container keeps nobody from restarting
/// another, and every change is reported at once.</para>
/// <para>Nothing is decided on a look at the engine that was under way while the worker changed something there: such a
/// look is thrown away and taken again. What an action touches stays out of the plan until it has been looked at
/// afterwards.</para>
/// <para>Stopping the daemon abandons what is under way and leaves containers running; the next daemon's worker sees what
/// came of it.</para>
/// </remarks>
internal sealed partial class PodWorker
{
    private readonly PodServices _node;
    private readonly PodActor _actor;
    private readonly PodRecord _record;
    private readonly ConcurrentQueue<Ended> _ended = new();
    private readonly Lock _requests = new();

    private readonly Channel<bool> _wakes = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private Requests _asked;
    private readonly Dictionary<string, long> _referencesOf = new(StringComparer.Ordinal); // newest change of what a container needs
    private ImmutableArray<string> _retries = [];
    private PodObject? _offered;
    private volatile RuntimePod? _seen;

    /// <summary>Makes a worker; <see cref="RunAsync(CancellationToken)"/> brings it to life.</summary>
    /// <param name="pod">Whose.</param>
    /// <param name="first">Its object; null for what is left over of a pod without one.</param>
    /// <param name="seen">What the engine holds of it, when that is known; null looks first.</param>
    /// <param name="node">The node.</param>
    public PodWorker(PodIdentity pod, PodObject? first, RuntimePod? seen, PodServices node)
    {
        (Identity, _offered, _seen, _node) = (pod, first, seen, node);
        _record = node.Records.Of(pod.Uid);
        _actor = new PodActor(pod, _record, node);

        // The last words of what has ended are read by looking.
        _asked = seen is null || seen.Containers.Any(c => c.FinishedAt is not null) ? Requests.Look : Requests.None;
        NoteAttempts(seen);
        if (seen is not null)
        {
            _record.TakeOver(seen);
        }
    }

    [Flags]
    private enum Requests
    {
        None = 0,

        /// <summary>The engine may hold something else than was seen.</summary>
        Look = 1,

        /// <summary>The engine answers again: what failed for want of an answer is tried at once.</summary>
        Retry = 2,

        /// <summary>An image came or went.</summary>
        Images = 4,

        /// <summary>The object is gone from the store.</summary>
        Gone = 8,

        /// <summary>What volumes show, or wait for, has changed.</summary>
        Volumes = 16,
    }

    public PodIdentity Identity { get; }

    /// <summary>What the engine held when it was last looked at; null before the first look.</summary>
    public RuntimePod? Seen => _seen;

    /// <summary>Hands over the object as it is now; one that is older than what the worker has is ignored.</summary>
    public void Offer(PodObject pod)
    {
        lock (_requests)
        {
            if (_offered is not null && pod.Stored.Revision <= _offered.Stored.Revision)
            {
                return;
            }

            _offered = pod;
        }

        Wake();
    }

    /// <summary>The object is no longer there: whatever still runs is left over.</summary>
    public void Gone() => Ask(Requests.Gone);

    public void Look() => Ask(Requests.Look);

    public void EngineIsBack() => Ask(Requests.Look | Requests.Retry);

    public void ImageChanged() => Ask(Requests.Images);

    /// <summary>Ends the back-off of containers: they are tried at once, and what they did so far is forgotten.</summary>
    public void Retry(ImmutableArray<string> containers)
    {
        lock (_requests)
        {
            _retries = _retries.AddRange(containers);
        }

        Wake();
    }

    /// <summary>An object that containers need is there, or is another: they are tried at once, as by <see cref="Retry"/>, and volumes show it.</summary>
    /// <param name="containers">Those that need it.</param>
    /// <param name="revision">Of the change: an attempt that began before may not have seen it.</param>
    public void ReferenceChanged(ImmutableArray<string> containers, long revision)
    {
        VolumesChanged(containers, revision);
        Retry(containers);
    }

    /// <summary>
    /// Something that containers need is gone, or is given free by another pod: volumes that can do without it show that, and starts
    /// that failed for a volume are tried at once.
    /// </summary>
    /// <inheritdoc cref="ReferenceChanged"/>
    public void VolumesChanged(ImmutableArray<string> containers, long revision)
    {
        lock (_requests)
        {
            foreach (var container in containers)
            {
                _referencesOf[container] = revision;
            }

            _asked |= Requests.Volumes;
        }

        Wake();
    }

    /// <summary>Probe verdicts changed, or time passed.</summary>
    public void Wake() => _wakes.Writer.TryWrite(true);

    /// <summary>Works until nothing of the pod is left, or until the daemon stops.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        await using var lookAgain = _node.Clock.CreateTimer(_ => Wake(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        using var abandon = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        _abandon = abandon;
        Wake();
        try
        {
            while (await _wakes.Reader.WaitToReadAsync(stopping))
            {
                _wakes.Reader.TryRead(out _); // take the wake before looking: a later one must cause another look
                if (Step() is not { } due)
                {
                    return;
                }

                lookAgain.Change(due, Timeout.InfiniteTimeSpan);
            }
        }
        finally
        {
            abandon.Cancel();
            _waiting?.Cancel();
            await Task.WhenAll(_underWay);
        }
    }

    private void Ask(Requests what)
    {
        lock (_requests)
        {
            _asked |= what;
        }

        Wake();
    }

    /// <summary>Something the worker began has ended.</summary>
    /// <param name="Key">Of what.</param>
    /// <param name="Action">What was planned; null for looks and writes of the status.</param>
    /// <param name="Outcome">How.</param>
    /// <param name="Epoch">Number of the worker's changes when it began.</param>
    private sealed record Ended(string Key, PodAction? Action, PodOutcome Outcome, long Epoch);

    /// <summary>An image that was looked for while the sandbox was still being made.</summary>
    private sealed record EarlyImage(string Image, Task<ImageOutcome> Outcome);
}
