using LocalPods.Api.History;
using LocalPods.Orchestrator.Pods.Planning;
using LocalPods.Orchestrator.Runtime;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Pods;

internal sealed partial class PodWorker
{
    // What an action touched is left alone until it has been looked at, unless its answer already says all.
    private void Settle(PodAction action, PodOutcome outcome)
    {
        _epoch++;
        switch (action, outcome)
        {
            case (PodAction.CreateSandbox, PodOutcome.SandboxRuns runs):
                _seen = _seen! with { Sandboxes = [runs.Sandbox, .. _seen.Sandboxes.Where(s => s.Id != runs.Sandbox.Id)], HasCgroup = _seen.HasCgroup || runs.Limits is not null };
                _podLimited = runs.Limits;
                ForgetStartRetries(); // what could not start in the old one may in this
                return;
            case (PodAction.StopSandbox stop, PodOutcome.Done):
                _seen = _seen! with { Sandboxes = [.. _seen.Sandboxes.Select(s => s.Id == stop.Id ? s with { Ready = false, Ips = [] } : s)] };
                return;
            case (PodAction.RemoveSandbox remove, PodOutcome.Done):
                _seen = _seen! with
                {
                    Sandboxes = [.. _seen.Sandboxes.Where(s => s.Id != remove.Id)],
                    Containers = [.. _seen.Containers.Where(c => c.Sandbox != remove.Id)],
                };
                if (_seen is { Sandboxes.IsEmpty: true, Containers.IsEmpty: true })
                {
                    // That said all there was, also of what was touched while it went.
                    _lookWanted = false;
                    _unsettled.Clear();
                }

                return;
            case (PodAction.RemoveContainer remove, PodOutcome.Done):
                if (remove.Carries is var (name, delay))
                {
                    _carriedDelays[name] = delay;
                }

                Forget(remove.Id);
                return;
            case (PodAction.StartContainer start, PodOutcome.NotStarted { Failure: var failure }):
                _failures[start.Name] = failure;
                _record.NoteStartFailure(start.Name, start.Attempt, failure.Reason, failure.Message);
                _retryAt[action.Key] = failure.RetryAt ?? failure.At;
                if (ChangedSince(failure.IsForVolume ? null : start.Name, failure.AsOf))
                {
                    ForgetBackoff(start.Name);
                }

                break;
            case (PodAction.StartContainer start, PodOutcome.Done):
                _attempts[start.Name] = start.Attempt; // it ran, even if it is gone before anybody looks
                _failures.Remove(start.Name);
                _carriedDelays.Remove(start.Name);
                _backoffTold.Remove(start.Name);
                _refreshWanted |= _refreshAt is null; // its volumes say when they are to be renewed
                break;
            case (PodAction.ResizeContainer resize, PodOutcome.NotResized { Why: var why }):
                NoteResizeFailed(resize, resize.Name, why);
                break;
            case (PodAction.ResizeContainer resize, PodOutcome.Done):
                _limited[resize.Id] = resize.To;
                _resizeErrors.Remove(resize.Name);
                break;
            case (PodAction.LimitPod limit, PodOutcome.NotResized { Why: var why }):
                NotePodNotLimited(limit, why);
                return;
            case (PodAction.LimitPod limit, PodOutcome.Done):
                _podLimited = limit.To;
                _resizeErrors.Remove(WholePod);
                return;
            case (PodAction.RemoveCgroup, PodOutcome.Done):
                (_seen, _podLimited) = (_seen! with { HasCgroup = false }, null);
                return;
            case (PodAction.KillContainer { Hasten: true } or PodAction.PrepareStop { Hasten: true }, _) when _inFlight.ContainsKey(action.Key):
                break; // what it hastened goes on
            case (PodAction.KillContainer kill, _):
                _killing.Remove(kill.Id);
                break;
            case (PodAction.PrepareStop { HookLimit: null }, _):
                return; // it touched nothing
            case (PodAction.PrepareStop prepared, _):
                _killing.Remove(prepared.Id);
                break;
            case (PodAction.ForgetPod, _):
                return;
        }

        _unsettled.Add(action.Key);
        _lookWanted = true;
    }

    private void ForgetStartRetries()
    {
        foreach (var key in _retryAt.Keys.Where(key => key.StartsWith(PodAction.StartKey(""), StringComparison.Ordinal)).ToList())
        {
            _retryAt.Remove(key);
        }
    }

    private void Forget(ContainerId id)
    {
        if (_seen!.Containers.FirstOrDefault(c => c.Id == id) is { } instance)
        {
            _seen = _seen with { Containers = _seen.Containers.Remove(instance) };
            _node.Directories.RemoveTerminationLog(instance);
            _record.Note(HistoryKind.ContainerRemoved, instance.Name, attempt: instance.Attempt);
        }
    }

    private void Fail(string key, Exception error)
    {
        var times = _failed[key] = _failed.GetValueOrDefault(key) + 1;
        var wait = FirstRetry * Math.Pow(2, Math.Min(times - 1, 10));
        _retryAt[key] = _node.Clock.GetUtcNow() + (wait < LongestRetry ? wait : LongestRetry);
        if (times == 1)
        {
            // Where our own code failed tells us more than a failure of the engine or the disk does.
            var trace = error is ContainerRuntimeException or StoreException or IOException or UnauthorizedAccessException ? null : error;
            LogFailed(_node.Logger, trace, Identity, key, error.Message);
        }
    }
}
