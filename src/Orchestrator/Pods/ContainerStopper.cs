using System.Collections.Concurrent;
using LocalPods.Api.Core;
using LocalPods.Api.History;
using LocalPods.Orchestrator.Events;
using LocalPods.Orchestrator.History;
using LocalPods.Orchestrator.Hooks;
using LocalPods.Orchestrator.Pods.Planning;
using LocalPods.Orchestrator.Runtime;

namespace LocalPods.Orchestrator.Pods;

/// <summary>Stops one container (spec 8.3): the event, the preStop hook, and with what is left of the grace period the signals.</summary>
internal sealed class ContainerStopper(IContainerRuntime runtime, HookRunner hooks, IEventRecorder events, PodRecords records, TimeProvider clock)
{
    /// <summary>What still runs so long after its stop signal is looked at, to tell people of it.</summary>
    private static readonly TimeSpan LingersAfter = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<ContainerId, PreStopTime> _hooks = new();

    /// <summary>Returns once the container has ended.</summary>
    /// <param name="kill">What was planned.</param>
    /// <param name="pod">Null when there is no object any more: no events then, and no hook.</param>
    /// <param name="podIp">Where requests of the hook go.</param>
    /// <param name="stopping">The daemon ends.</param>
    /// <exception cref="ContainerRuntimeException">The engine could not be asked.</exception>
    public async Task StopAsync(PodAction.KillContainer kill, Pod? pod, string podIp, CancellationToken stopping)
    {
        var grace = kill.Grace;
        var underWay = _hooks.GetValueOrDefault(kill.Id);
        underWay?.Shorten(grace);
        if (kill.Hasten && underWay is not null)
        {
            return; // the stop that waits for the hook goes on with what is left
        }

        if (pod is not null && !kill.Hasten)
        {
            if (!kill.Announced)
            {
                events.Normal(pod.TargetOf(kill.Name, kill.Id), "Killing", kill.Because);
            }

            if (underWay is not null)
            {
                grace = await underWay.WaitAsync(stopping); // a start that failed stops it already
            }
            else if (kill.HookLimit is { } limit)
            {
                grace = await RunPreStopAsync(pod, kill.Name, kill.Id, limit, grace, podIp, stopping);
            }
        }

        try
        {
            await SignalAsync(kill, grace < Kills.LeastGrace ? Kills.LeastGrace : grace, RecordOf(pod), stopping);
        }
        catch (ContainerRuntimeException e) when (pod is not null)
        {
            events.Warning(pod.Target, "FailedKillPod", $"error killing pod: {e.Message}");
            throw;
        }
    }

    /// <summary>Tells of the stop of a container that is stopped later and runs its preStop hook, or shortens the time of one that runs.</summary>
    public async Task PrepareAsync(PodAction.PrepareStop stop, Pod pod, string podIp, CancellationToken stopping)
    {
        if (!stop.Hasten)
        {
            events.Normal(pod.TargetOf(stop.Name, stop.Id), "Killing", stop.Because);
        }

        if (stop.HookLimit is not { } limit)
        {
            return;
        }

        var underWay = _hooks.GetValueOrDefault(stop.Id);
        underWay?.Shorten(limit);
        if (underWay is null && !stop.Hasten)
        {
            await RunPreStopAsync(pod, stop.Name, stop.Id, limit, limit, podIp, stopping);
        }
        else if (underWay is not null && !stop.Hasten)
        {
            await underWay.WaitAsync(stopping); // a start that failed runs it already
        }
    }

    // A hook's failure is an event and nothing else. Gives back what is left of the grace period.
    private async Task<TimeSpan> RunPreStopAsync(
        Pod pod, string name, ContainerId id, TimeSpan limit, TimeSpan grace, string podIp, CancellationToken stopping)
    {
        var container = pod.Find(name)!.Value.Container;
        var call = new HookCall(container.Lifecycle!.PreStop!, container, id, pod.Title, pod.Target, podIp);
        var began = clock.GetTimestamp();
        RecordOf(pod)?.Note(HistoryKind.PreStopStarted, name);
        using var time = new PreStopTime(limit, grace, clock);
        _hooks[id] = time;
        try
        {
            var error = await hooks.RunAsync(call, time.Up, stopping);
            RecordOf(pod)?.Add(new HistoryEntry(clock.GetUtcNow(), HistoryKind.PreStopEnded)
            {
                Container = name,
                Duration = clock.GetElapsedTime(began),
                Outcome = error is not null && time.Up.IsCancellationRequested ? HistoryEntry.GivenUp : null,
                Detail = error,
            });
            if (error is not null)
            {
                events.Warning(pod.TargetOf(name, id), "FailedPreStopHook", "PreStopHook failed");
            }
        }
        finally
        {
            _hooks.TryRemove(id, out _);
            time.End();
        }

        return time.Left;
    }

    private async Task SignalAsync(PodAction.KillContainer kill, TimeSpan grace, PodRecord? record, CancellationToken stopping)
    {
        var sentAt = clock.GetUtcNow();
        record?.Add(new HistoryEntry(sentAt, HistoryKind.TermSent) { Container = kill.Name, Duration = grace });
        var stop = runtime.StopContainerAsync(kill.Id, grace, stopping);
        if (record is not null)
        {
            await NoteLingeringAsync(kill, stop, record, stopping);
        }

        await stop;
        if (clock.GetUtcNow() - sentAt >= grace)
        {
            record?.Add(new HistoryEntry(sentAt + grace, HistoryKind.KillSent) { Container = kill.Name });
        }
    }

    // Whose fault it is that the stop takes long can be seen only while it does.
    private async Task NoteLingeringAsync(PodAction.KillContainer kill, Task stop, PodRecord record, CancellationToken stopping)
    {
        // Not a delay that can be cancelled: a cancelled one goes on elsewhere than in the context of whoever waits for the first of two.
        var lingers = new TaskCompletionSource();
        await using var timer = clock.CreateTimer(_ => lingers.TrySetResult(), null, LingersAfter, Timeout.InfiniteTimeSpan);
        if (await Task.WhenAny(stop, lingers.Task) == stop || stopping.IsCancellationRequested)
        {
            return;
        }

        try
        {
            if (await runtime.GetMainProcessAsync(kill.Id, stopping) is { } process)
            {
                record.Add(new HistoryEntry(clock.GetUtcNow(), HistoryKind.Lingering)
                {
                    Container = kill.Name,
                    Detail = $"{(process.IsInit ? "PID 1" : "the main process")} ({process.Name})",
                    StopSignal = process.StopSignal,
                });
            }
        }
        catch (Exception e) when (e is ContainerRuntimeException or OperationCanceledException)
        {
            // The stop itself says what is wrong.
        }
    }

    private PodRecord? RecordOf(Pod? pod) => pod?.Metadata.Uid is { } uid ? records.Find(uid) : null;
}
