namespace LocalPods.Orchestrator.Probes;

/// <summary>
/// Who may make an attempt now: commands in containers, each of which costs the engine a process, wait for one of a few places;
/// everything else starts at once. Guarded by the engine's lock.
/// </summary>
internal sealed class ProbePlaces(int concurrentExecs)
{
    private readonly Queue<ProbeAttempt> _waiting = new();
    private int _execs;
    private int _running;
    private TaskCompletionSource? _idle;

    /// <summary>Takes a place. False when there is none: then the attempt waits for <see cref="Leave"/> to name it.</summary>
    public bool Enter(ProbeAttempt attempt)
    {
        if (attempt.IsExec)
        {
            if (_execs == concurrentExecs)
            {
                _waiting.Enqueue(attempt);
                return false;
            }

            _execs++;
        }

        _running++;
        return true;
    }

    /// <summary>Gives the place of an attempt that ended to the next command that waits for one.</summary>
    /// <returns>That one, to be begun now; null when nobody waits.</returns>
    public ProbeAttempt? Leave(ProbeAttempt attempt)
    {
        while (attempt.IsExec && _waiting.TryDequeue(out var next))
        {
            if (!next.Worker.Ended)
            {
                return next;
            }
        }

        _execs -= attempt.IsExec ? 1 : 0;
        if (--_running == 0)
        {
            _idle?.TrySetResult();
        }

        return null;
    }

    /// <summary>Drops those that wait; the task ends once no attempt is under way.</summary>
    public Task CloseAsync()
    {
        _waiting.Clear();
        if (_running == 0)
        {
            return Task.CompletedTask;
        }

        _idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _idle.Task;
    }
}
