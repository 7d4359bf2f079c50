using LocalPods.Api.Core;

namespace LocalPods.Orchestrator.Pods.Admission;

/// <summary>
/// What the pods of the node were promised, so that two that come at once do not get the same room. It is built anew from the pods
/// themselves when the daemon starts: those that were taken on before come first.
/// </summary>
/// <param name="offer">What the node has just now.</param>
internal sealed class NodeAllocations(Func<NodeOffer> offer)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, PodNeeds> _taken = new(StringComparer.Ordinal);
    private readonly HashSet<string> _waiting = new(StringComparer.Ordinal);

    /// <summary>Told the uid of each pod that waits for room when there may be some.</summary>
    public Action<string> RoomFor { get; set; } = _ => { };

    /// <summary>Takes room for a new pod if it fits.</summary>
    /// <param name="uid">Of the pod.</param>
    /// <param name="spec">Of the pod.</param>
    /// <param name="alreadyThere">It was put on this node, and only what a kubelet looks at counts.</param>
    /// <returns>Why it does not fit; empty when it does, and has its room.</returns>
    public ImmutableArray<Misfit> TryTake(string uid, PodSpec spec, bool alreadyThere)
    {
        var (needs, node) = (PodNeeds.Of(spec), offer());
        lock (_gate)
        {
            var misfits = NodeFit.Check(spec, needs, node, Others(uid));
            if (alreadyThere)
            {
                misfits = misfits.RemoveAll(m => m.OnlyForNew);
            }

            if (misfits.IsEmpty)
            {
                _taken[uid] = needs;
                _waiting.Remove(uid);
            }

            return misfits;
        }
    }

    /// <summary>Gives a pod that runs other amounts if there is room for them.</summary>
    /// <returns>Null when it has them now; else why it has not, and keeps what it had.</returns>
    public PodVerdict? TryResize(string uid, PodSpec spec)
    {
        var (needs, node) = (PodNeeds.Of(spec), offer());
        lock (_gate)
        {
            foreach (var (resource, amount) in needs.Requests.Where(r => r.Key is ResourceNames.Cpu or ResourceNames.Memory))
            {
                if (node.Allocatable.TryGetValue(resource, out var capacity) && amount > capacity)
                {
                    var (asked, there) = (NodeFit.Units(resource, amount), NodeFit.Units(resource, capacity));
                    return new PodVerdict("Infeasible", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Node didn't have enough capacity: {resource}, requested: {asked}, capacity: {there}"));
                }
            }

            if (NodeFit.OfResources(needs, node, Others(uid)).FirstOrDefault() is { } misfit)
            {
                _waiting.Add(uid);
                return new PodVerdict("Deferred", misfit.Message);
            }

            _taken[uid] = needs;
            _waiting.Remove(uid);
        }

        TellWaiting();
        return null;
    }

    /// <summary>Notes a pod that was taken on before.</summary>
    public void Hold(string uid, PodSpec spec)
    {
        var needs = PodNeeds.Of(spec);
        lock (_gate)
        {
            _taken[uid] = needs;
        }
    }

    /// <summary>Has <see cref="RoomFor"/> called for the pod when there may be room.</summary>
    public void Wait(string uid)
    {
        lock (_gate)
        {
            _waiting.Add(uid);
        }
    }

    /// <summary>The pod takes nothing any more.</summary>
    public void Release(string uid)
    {
        lock (_gate)
        {
            _waiting.Remove(uid);
            if (!_taken.Remove(uid))
            {
                return;
            }
        }

        TellWaiting();
    }

    /// <summary>The node may have other things to offer.</summary>
    public void TellWaiting()
    {
        string[] waiting;
        lock (_gate)
        {
            waiting = [.. _waiting.Order(StringComparer.Ordinal)];
        }

        Array.ForEach(waiting, uid => RoomFor(uid));
    }

    private List<PodNeeds> Others(string uid) => [.. _taken.Where(t => t.Key != uid).Select(t => t.Value)];
}
