using System.Threading.Channels;
using LocalPods.Api.Core;
using LocalPods.Orchestrator.Events;
using LocalPods.Orchestrator.Runtime;
using Microsoft.Extensions.Logging;

namespace LocalPods.Orchestrator.Probes;

/// <summary>
/// Runs every probe of the node: one queue by due time and one timer, so that a probe that waits costs no thread, no task
/// and no timer of its own. It reads what pod workers observed and publishes verdicts; it never touches a container.
/// </summary>
/// <remarks>Rules and counting are in <see cref="ProbeWorker"/>. All members may be called from any thread.</remarks>
public sealed class ProbeEngine(IProber prober, IEventRecorder events, ProbeOptions options, TimeProvider clock, Random random, ILogger<ProbeEngine> logger)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, PodProbes> _pods = [];
    private readonly ProbeQueue _queue = new(clock);
    private readonly ProbeAsker _asker = new(prober, events, options.NodeIp, logger);
    private readonly ProbePlaces _places = new(options.ConcurrentExecs);
    private readonly DateTimeOffset _daemonStart = clock.GetUtcNow();

    private readonly Channel<bool> _wakes = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    /// <summary>Told the uid of a pod whose verdicts changed; may come from any thread.</summary>
    public Action<string> Changed { get; set; } = _ => { };

    /// <summary>Told of every attempt that was made; may come from any thread.</summary>
    public Action<ProbeRun> Ran { get; set; } = _ => { };

    /// <summary>Tells how a pod was last observed; its first call, which may come before any container exists, sets up its probes.</summary>
    /// <param name="pod">With the status as last reported.</param>
    /// <param name="seen">What the engine holds of it.</param>
    /// <param name="terminating">Nothing of it is started any more: only readiness goes on, until its containers have stopped.</param>
    public void Observe(Pod pod, RuntimePod seen, bool terminating)
    {
        var view = new PodView(pod, seen, terminating);
        var uid = pod.Metadata.Uid ?? "";
        lock (_lock)
        {
            if (!_pods.TryGetValue(uid, out var probes))
            {
                if (terminating)
                {
                    return;
                }

                _pods[uid] = probes = new PodProbes(view);
                foreach (var worker in probes.Workers)
                {
                    _queue.Arm(worker, _queue.Now + FirstDelay(worker, view));
                }
            }

            probes.View = view;
            if (terminating)
            {
                probes.EndForTermination();
            }

            foreach (var worker in probes.Workers.Where(probes.IsEagerlyAwaited))
            {
                worker.Triggered = true;
                if (!worker.Busy)
                {
                    _queue.Arm(worker, _queue.Now);
                }
            }
        }

        _wakes.Writer.TryWrite(true);
    }

    /// <summary>Drops the pod's probes and verdicts; attempts under way are abandoned.</summary>
    public void Forget(string podUid)
    {
        PodProbes? probes;
        lock (_lock)
        {
            if (!_pods.Remove(podUid, out probes))
            {
                return;
            }

            foreach (var worker in probes.Workers)
            {
                worker.Ended = true;
            }
        }

        probes.Forgotten.Cancel();
    }

    /// <summary>What the pod's probes say now.</summary>
    public ProbeVerdicts Results(string podUid)
    {
        lock (_lock)
        {
            return _pods.TryGetValue(podUid, out var probes) ? probes.Verdicts : ProbeVerdicts.None;
        }
    }

    /// <summary>How each of the pod's probes has fared so far; empty for a pod without probes, or one that is not known.</summary>
    public ImmutableArray<ProbeStanding> Standings(string podUid)
    {
        lock (_lock)
        {
            return _pods.TryGetValue(podUid, out var probes) ? [.. probes.Workers.Select(w => w.Standing)] : [];
        }
    }

    /// <summary>Starts what is due, for as long as the daemon lives; returns once no attempt is under way.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        await using var timer = clock.CreateTimer(_ => _wakes.Writer.TryWrite(true), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        try
        {
            while (await _wakes.Reader.WaitToReadAsync(stopping))
            {
                _wakes.Reader.TryRead(out _); // take the wake before looking: a later one must cause another look
                foreach (var attempt in TakeDue())
                {
                    _ = MakeAsync(attempt, stopping); // owned by the count of running attempts, awaited below
                }

                lock (_lock)
                {
                    timer.Change(_queue.UntilNext, Timeout.InfiniteTimeSpan);
                }
            }
        }
        finally
        {
            await WhenIdleAsync();
        }
    }

    /// <summary>
    /// After a restart of the daemon the probes of all that runs would fall on one instant; they are spread over their
    /// period. What starts under this daemon is spread by itself and not kept waiting.
    /// </summary>
    private long FirstDelay(ProbeWorker worker, PodView view) =>
        clock.GetUtcNow() - _daemonStart < worker.Period && view.Newest(worker.Container.Name)?.StartedAt < _daemonStart
            ? (long)(random.NextDouble() * _queue.Stamp(worker.Period))
            : 0;

    private List<ProbeAttempt> TakeDue()
    {
        List<ProbeAttempt> attempts = [];
        List<string> changed = [];
        lock (_lock)
        {
            var now = _queue.Now;
            while (_queue.Take(now) is { } worker)
            {
                if (_pods.TryGetValue(worker.Pod.Uid, out var probes))
                {
                    Begin(worker, probes, now, attempts, changed);
                }
            }
        }

        changed.ForEach(Changed);
        return attempts;
    }

    private void Begin(ProbeWorker worker, PodProbes probes, long now, List<ProbeAttempt> attempts, List<string> changed)
    {
        var due = worker.NextTick;
        var restarts = worker.Triggered; // an attempt that was asked for restarts the period
        worker.Triggered = false;
        var period = _queue.Stamp(worker.Period);
        worker.NextTick = (restarts ? now : due + ((now - due) / period * period)) + period;

        var verdicts = probes.Verdicts;
        var step = worker.Look(probes.View, ref verdicts, clock.GetUtcNow(), _daemonStart);
        if (worker.Instance is { } id && (probes.Verdicts.Find(worker.Type, id) ?? worker.Initial) != verdicts.Find(worker.Type, id))
        {
            changed.Add(worker.Pod.Uid);
        }

        probes.Verdicts = verdicts;
        switch (step)
        {
            case ProbeStep.Wait:
                _queue.Arm(worker, worker.NextTick);
                break;
            case ProbeStep.End:
                worker.Ended = true;
                break;
            case ProbeStep.Run:
                worker.Busy = true;
                var attempt = new ProbeAttempt(worker, probes, worker.Instance!.Value, clock.GetUtcNow() - _queue.Span(now - due));
                if (_places.Enter(attempt))
                {
                    attempts.Add(attempt);
                }

                break;
        }
    }

    private async Task MakeAsync(ProbeAttempt? attempt, CancellationToken stopping)
    {
        while (attempt is not null)
        {
            try
            {
                await MakeOneAsync(attempt, stopping);
            }
            catch (OperationCanceledException)
            {
                // The daemon stops or the pod is gone: nobody wants the answer.
            }
            catch (Exception e)
            {
                _asker.Broke(attempt.Worker, e);
            }

            attempt = End(attempt);
        }
    }

    private async Task MakeOneAsync(ProbeAttempt attempt, CancellationToken stopping)
    {
        using var abandoned = CancellationTokenSource.CreateLinkedTokenSource(stopping, attempt.Probes.Forgotten.Token);
        var startedAt = clock.GetUtcNow();
        var outcome = await _asker.AskAsync(attempt.Worker, attempt.Probes.View, attempt.Instance, abandoned.Token);
        var run = new ProbeRun(attempt.Worker.Pod, attempt.Worker.Container.Name, attempt.Worker.Type, attempt.Due, startedAt, clock.GetUtcNow(), outcome);
        Ran(run);
        Take(attempt, run);
    }

    private void Take(ProbeAttempt attempt, ProbeRun run)
    {
        var (worker, outcome) = (attempt.Worker, run.Outcome);
        var changed = false;
        bool stillThere;
        lock (_lock)
        {
            if (worker.Ended)
            {
                return;
            }

            worker.Standing = worker.Standing.With(run, attempt.Instance);
            var probes = attempt.Probes;
            stillThere = probes.View.Newest(worker.Container.Name) is { State: Runtime.ContainerState.Running } seen && seen.Id == attempt.Instance;
            if (worker.Count(outcome) is { } verdict)
            {
                changed = probes.Verdicts.Find(worker.Type, attempt.Instance) != verdict;
                probes.Verdicts = probes.Verdicts.With(worker.Type, attempt.Instance, verdict);
            }
        }

        _asker.Tell(worker, attempt.Probes.View, outcome, stillThere);
        if (changed)
        {
            Changed(worker.Pod.Uid);
        }
    }

    /// <summary>Arms the worker again; whoever waited for its place is next.</summary>
    private ProbeAttempt? End(ProbeAttempt attempt)
    {
        ProbeAttempt? next;
        lock (_lock)
        {
            var worker = attempt.Worker;
            worker.Busy = false;
            _queue.Arm(worker, worker.Triggered ? _queue.Now : worker.NextTick);
            next = _places.Leave(attempt);
        }

        _wakes.Writer.TryWrite(true);
        return next;
    }

    private async Task WhenIdleAsync()
    {
        Task idle;
        lock (_lock)
        {
            idle = _places.CloseAsync();
        }

        await idle;
    }
}
