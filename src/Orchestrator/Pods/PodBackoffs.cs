using System.Collections.Concurrent;

namespace LocalPods.Orchestrator.Pods;

/// <summary>
/// Which containers of this node wait before they are tried again: written by the pods' workers, read by whoever shows it,
/// and asked to end a wait by who will not have it. Any thread may call it.
/// </summary>
public sealed class PodBackoffs
{
    private readonly ConcurrentDictionary<string, ImmutableArray<BackoffWait>> _waits = new(StringComparer.Ordinal);

    /// <summary>Told which containers of which pod, by uid, are to be tried at once.</summary>
    internal Action<string, ImmutableArray<string>> Lift { get; set; } = (_, _) => { };

    /// <summary>The waiting containers of a pod by name; empty when none waits.</summary>
    /// <param name="podUid">As the node knows the pod: a static pod by its hash.</param>
    public ImmutableArray<BackoffWait> Of(string podUid) => _waits.GetValueOrDefault(podUid, []);

    /// <summary>Tries waiting containers of a pod at once, and their back-off begins anew.</summary>
    /// <param name="podUid">As in <see cref="Of"/>.</param>
    /// <param name="container">Which; null for all that wait.</param>
    /// <returns>Those whose wait ends; empty when there is none.</returns>
    public ImmutableArray<BackoffWait> Retry(string podUid, string? container)
    {
        ImmutableArray<BackoffWait> lifted = [.. Of(podUid).Where(w => container is null || w.Container == container)];
        if (!lifted.IsEmpty)
        {
            Lift(podUid, [.. lifted.Select(w => w.Container)]);
        }

        return lifted;
    }

    /// <summary>Replaces what is known of a pod.</summary>
    internal void Set(string podUid, ImmutableArray<BackoffWait> waits)
    {
        if (waits.IsEmpty)
        {
            _waits.TryRemove(podUid, out _);
        }
        else
        {
            _waits[podUid] = waits;
        }
    }
}

/// <summary>A container that waits before it is tried again.</summary>
/// <param name="Container">In the spec.</param>
/// <param name="Reason">Of its waiting state: <c>CrashLoopBackOff</c>, <c>ImagePullBackOff</c> and so on.</param>
/// <param name="NextTry">The end of the wait.</param>
public sealed record BackoffWait(string Container, string Reason, DateTimeOffset NextTry);
