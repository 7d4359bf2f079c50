using LocalPods.Api.Core;

namespace LocalPods.TestKit;

/// <summary>What holds for every life of a pod, whatever goes wrong: read off the engine's journal and the states that watchers saw.</summary>
public sealed class LifeInvariants(RuntimeJournal journal, RandomPod pod, IReadOnlyList<DateTimeOffset> agentKills)
{
    /// <summary>No container has less than this between TERM and KILL.</summary>
    private static readonly TimeSpan LeastStop = TimeSpan.FromSeconds(2);

    // A start that failed counts as ended when its container was created.
    private static readonly TimeSpan FailedStartTakes = TimeSpan.FromMilliseconds(150);

    private readonly List<RuntimeJournalEntry> _entries = [.. journal.Entries.Where(e => e.PodUid == pod.Uid)];
    private readonly List<RuntimeExec> _execs = [.. journal.Execs.Where(e => e.Pod == pod.Uid)];

    /// <summary>Checks all of them.</summary>
    public void Check()
    {
        CheckRuns();
        TermComesAfterPreStop();
        SidecarsAreStoppedLast();
        NothingIsReadyBeforeItsProbesSay();
        PhasesOnlyMoveOn();
        RestartsOnlyGrow();
        if (pod.DeletedAt is not null && pod.ForcedAt is null && pod.States.Count > 0)
        {
            Must(pod.States[^1].Pod.Status.Phase is "Succeeded" or "Failed", "a deleted pod is seen to have ended before it goes");
        }
    }

    /// <summary>Checks those that can be read off an engine's events alone.</summary>
    public void CheckRuns()
    {
        InitContainersRunInOrder();
        KillsComeAfterTerm();
        BackoffIsKept();
    }

    /// <summary>Restart counts of a pod that is still there are the starts the engine saw, but one.</summary>
    public void RestartsAreCounted(Pod now)
    {
        foreach (var status in now.Status.ContainerStatuses.Concat(now.Status.InitContainerStatuses))
        {
            var starts = _entries.Count(e => e.Container == status.Name && e.Deed is RuntimeDeed.Started or RuntimeDeed.StartFailed);
            Must(status.RestartCount == Math.Max(0, starts - 1), $"{status.Name}: RESTARTS {status.RestartCount} after {starts} starts");
        }
    }

    // Of those before it in its sandbox every init container has ended well, every sidecar was started and says so. The first
    // regular container proves it for all.
    private void InitContainersRunInOrder()
    {
        var order = pod.Spec.InitContainers.Concat(pod.Spec.Containers).ToList();
        foreach (var start in _entries.Where(e => e.Deed == RuntimeDeed.Started && !e.IsSandbox))
        {
            var container = order.First(c => c.Name == start.Container);
            var at = Math.Min(order.IndexOf(container), pod.Spec.InitContainers.Length);
            if (_entries.Any(e => e.Deed == RuntimeDeed.Started && e.Sandbox == start.Sandbox && e.At < start.At && pod.Spec.Containers.Any(c => c.Name == e.Container)))
            {
                continue;
            }

            foreach (var before in order.Take(at))
            {
                var done = before.RestartPolicy == "Always" ? HasStarted(before, start) : _entries.Any(e =>
                    e.Container == before.Name && e.Sandbox == start.Sandbox && e.Deed == RuntimeDeed.Exited && e.ExitCode == 0 && e.At <= start.At);
                Must(done, $"{container.Name} started at {start.At:mm:ss.fff} before {before.Name} was through");
            }
        }
    }

    private bool HasStarted(Container sidecar, RuntimeJournalEntry start)
    {
        var instances = _entries.Where(e => e.Container == sidecar.Name && e.Sandbox == start.Sandbox && e.Deed == RuntimeDeed.Started && e.At <= start.At).ToList();
        var hooking = _execs.Any(e => e.Container == sidecar.Name && e.Sandbox == start.Sandbox && e.Command[0] == "post-start" && e.BeganAt < start.At && !(e.EndedAt <= start.At));
        var firstRun = !_entries.Any(e => e.Container == start.Container && e.Sandbox == start.Sandbox && e.Deed == RuntimeDeed.Started && e.At < start.At);
        return instances.Count > 0
            && !(hooking && firstRun)
            && (sidecar.StartupProbe is null || Succeeded("startup", instances.Select(i => i.Id), start.At));
    }

    private bool Succeeded(string command, IEnumerable<string> ids, DateTimeOffset by) =>
        _execs.Any(e => e.Command[0] == command && ids.Contains(e.Id) && e.ExitCode == 0 && e.EndedAt <= by);

    private void KillsComeAfterTerm()
    {
        foreach (var kill in _entries.Where(e => e.Deed == RuntimeDeed.Killed && !e.IsSandbox))
        {
            var term = _entries.FirstOrDefault(e => e.Id == kill.Id && e.Deed == RuntimeDeed.Stopping);
            Must(term is not null, $"{kill.Container} was killed without TERM at {kill.At:mm:ss.fff}");
            Must(kill.At - term!.At >= LeastStop, $"{kill.Container} was killed {kill.At - term.At} after TERM");
        }
    }

    // The hook was run, and ended, or was given up after its whole time; but not for pods without an object.
    private void TermComesAfterPreStop()
    {
        foreach (var term in _entries.Where(e => e.Deed == RuntimeDeed.Stopping && !e.IsSandbox && !(pod.ForcedAt <= e.At)))
        {
            if (!pod.Spec.InitContainers.Concat(pod.Spec.Containers).Any(c => c.Name == term.Container && c.Lifecycle?.PreStop is not null))
            {
                continue;
            }

            var hooks = _execs.Where(e => e.Id == term.Id && e.Command[0] == "pre-stop" && e.BeganAt <= term.At).ToList();
            Must(hooks.Count > 0, $"{term.Container} got TERM at {term.At:mm:ss.fff} without its preStop");
            Must(hooks.All(h => h.EndedAt <= term.At), $"{term.Container} got TERM at {term.At:mm:ss.fff} while its preStop ran");
            foreach (var hook in hooks.Where(h => h.GivenUp && !agentKills.Any(k => k == h.EndedAt)))
            {
                var took = hook.EndedAt!.Value - hook.BeganAt;
                Must(took >= TimeSpan.FromSeconds(pod.LeastGrace), $"the preStop of {term.Container} was given up after {took}, the shortest grace being {pod.LeastGrace} s");
            }
        }
    }

    // Once a pod is deleted, regular containers end before any sidecar gets TERM, later sidecars before earlier ones; or the time is up.
    private void SidecarsAreStoppedLast()
    {
        var sidecars = pod.Spec.InitContainers.Where(c => c.RestartPolicy == "Always").ToList();
        if (pod.DeletedAt is not { } deletedAt || pod.Disturbed)
        {
            return;
        }

        foreach (var term in _entries.Where(e => e.Deed == RuntimeDeed.Stopping && e.At >= deletedAt && !(pod.ForcedAt <= e.At)))
        {
            var mine = sidecars.FindIndex(c => c.Name == term.Container);
            if (mine < 0 || sidecars[mine] is not { LivenessProbe: null, StartupProbe: null, Lifecycle.PostStart: null } || term.At >= deletedAt + TimeSpan.FromSeconds(pod.LeastGrace))
            {
                continue;
            }

            var first = pod.Spec.Containers.Concat(sidecars.Skip(mine + 1)).FirstOrDefault(c => Runs(c.Name, term));
            Must(first is null, $"sidecar {term.Container} got TERM at {term.At:mm:ss.fff} while {first?.Name} ran");
        }
    }

    private bool Runs(string container, RuntimeJournalEntry at)
    {
        var before = _entries.TakeWhile(e => e != at).Where(e => e.Container == container).ToList();
        return before.Any(e => e.Deed == RuntimeDeed.Started && !before.Any(end => end.Id == e.Id && end.Deed == RuntimeDeed.Exited));
    }

    private void NothingIsReadyBeforeItsProbesSay()
    {
        var containers = pod.Spec.InitContainers.Concat(pod.Spec.Containers).ToDictionary(c => c.Name);
        foreach (var (at, state) in pod.States)
        {
            foreach (var status in state.Status.ContainerStatuses.Concat(state.Status.InitContainerStatuses.Where(s => containers[s.Name].RestartPolicy == "Always")))
            {
                var container = containers[status.Name];
                string[] id = [status.ContainerID?.Replace("docker://", "", StringComparison.Ordinal) ?? ""];
                Must(!status.Ready || status.Started == true, $"{status.Name} is ready and not started at {at:mm:ss.fff}");
                Must(
                    (status.Started != true && !status.Ready) || container.StartupProbe is null || Succeeded("startup", id, at),
                    $"{status.Name} is started at {at:mm:ss.fff} before its startup probe succeeded");
                Must(
                    !status.Ready || container.ReadinessProbe is null || Succeeded("ready", id, at),
                    $"{status.Name} is ready at {at:mm:ss.fff} before its readiness probe succeeded");
            }
        }
    }

    private void PhasesOnlyMoveOn()
    {
        var ended = pod.States.FindIndex(s => s.Pod.Status.Phase is "Succeeded" or "Failed");
        Must(ended < 0 || pod.States.Skip(ended).All(s => s.Pod.Status.Phase == pod.States[ended].Pod.Status.Phase), "a terminal phase was left");
        Must(
            pod.States.All(s => s.Pod.Status.Phase is not ("Succeeded" or "Failed") || s.Pod.Status.ContainerStatuses.Concat(s.Pod.Status.InitContainerStatuses).All(c => c.State.Running is null)),
            "a terminal phase was published while something ran");
        Must(pod.States.Select(s => s.Pod.Status.StartTime).OfType<DateTimeOffset>().Distinct().Count() <= 1, "the start time changed");
    }

    private void RestartsOnlyGrow()
    {
        foreach (var name in pod.Spec.Containers.Concat(pod.Spec.InitContainers).Select(c => c.Name))
        {
            var counts = pod.States
                .Select(s => s.Pod.Status.ContainerStatuses.Concat(s.Pod.Status.InitContainerStatuses).FirstOrDefault(c => c.Name == name)?.RestartCount ?? 0).ToList();
            Must(counts.Zip(counts.Skip(1)).All(p => p.First <= p.Second), $"RESTARTS of {name} went down: {string.Join(' ', counts)}");
        }
    }

    // Ends that nobody brought about cost nothing the first time, then at least 10 s, 20 s and so on, and never more than five minutes and a little.
    private void BackoffIsKept()
    {
        foreach (var attempts in _entries.Where(e => !e.IsSandbox && e.Deed is not RuntimeDeed.Created).GroupBy(e => e.Container))
        {
            var ends = attempts.Where(e => e.Deed is RuntimeDeed.Exited or RuntimeDeed.StartFailed).ToList();
            // A kill decided on just when it ended by itself counts as a kill, and leaves no trace here.
            var mayBeKilled = pod.Spec.Containers.Concat(pod.Spec.InitContainers).First(c => c.Name == attempts.Key)
                is { LivenessProbe: not null } or { StartupProbe: not null } or { Lifecycle.PostStart: not null };
            if (mayBeKilled || pod.Disturbed || attempts.Any(e => e.Deed == RuntimeDeed.Stopping && !(pod.DeletedAt <= e.At)))
            {
                continue;
            }

            foreach (var start in attempts.Where(e => e.Deed == RuntimeDeed.Started && e.Attempt >= 2))
            {
                var end = ends.Last(e => e.Attempt < start.Attempt);
                var nominal = TimeSpan.FromSeconds(Math.Min(300, 10 * Math.Pow(2, start.Attempt - 2)));
                Must(start.At - end.At + FailedStartTakes >= nominal, $"attempt {start.Attempt} of {start.Container} came {start.At - end.At} after the end before");
                Must(start.At - end.At <= nominal + LongestDelay, $"attempt {start.Attempt} of {start.Container} came only {start.At - end.At} after the end before");
            }
        }
    }

    /// <summary>How late a restart may be when daemon and engine are away, events get lost and starts fail.</summary>
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(60);

    private void Must(bool holds, string what)
    {
        if (!holds)
        {
            throw new InvariantException($"pod {pod.Name}: {what}\n{History()}");
        }
    }

    private string History() => string.Join('\n', _entries
        .Select(e => (e.At, Text: $"{(e.IsSandbox ? "POD" : e.Container)} {e.Attempt} {e.Deed} {(e.Deed == RuntimeDeed.Exited ? e.ExitCode : "")} {e.Id[..12]} in {e.Sandbox[..12]}"))
        .Concat(_execs.Where(e => e.Command[0] is not ("ready" or "live")).Select(e => (e.BeganAt, $"  {e.Container} {string.Join(' ', e.Command)} until {e.EndedAt:mm:ss.fff} {(e.GivenUp ? "given up" : e.ExitCode)} {e.Id[..12]}")))
        .Append((pod.DeletedAt ?? DateTimeOffset.MaxValue, "deleted")).Append((pod.ForcedAt ?? DateTimeOffset.MaxValue, "forced"))
        .Concat(agentKills.Select(k => (k, "the daemon is killed")))
        .OrderBy(e => e.Item1).Select(e => $"{e.Item1:mm:ss.fff} {e.Item2}"));
}
