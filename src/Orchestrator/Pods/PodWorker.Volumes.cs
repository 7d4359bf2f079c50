using LocalPods.Api.Core;
using LocalPods.Orchestrator.Events;
using LocalPods.Orchestrator.Volumes;

namespace LocalPods.Orchestrator.Pods;

internal sealed partial class PodWorker
{
    /// <summary>As often as a kubelet looks whether it must evict a pod.</summary>
    private static readonly TimeSpan s_measureEvery = TimeSpan.FromSeconds(10);

    private DateTimeOffset? _measureAt;
    private PodVerdict? _eviction;
    private bool _refreshWanted;
    private DateTimeOffset? _refreshAt;
    private bool _volumesRemoved;

    /// <summary>What is ending already ends with the grace that it has.</summary>
    private bool MayBeEvicted => _terminatingSince is null && _object is { Pod.Metadata.DeletionTimestamp: null };

    // Writes volumes anew when what they show changed or a token is old, and removes those of a pod that is over.
    private DateTimeOffset? BeginVolumesIfNeeded(PodStage stage, DateTimeOffset now)
    {
        var current = _object!;
        if (_inFlight.ContainsKey(VolumesKey) || current.Pod.Spec.Volumes.IsEmpty)
        {
            return null;
        }

        if (_retryAt.TryGetValue(VolumesKey, out var retryAt) && retryAt > now)
        {
            return retryAt;
        }

        switch (stage)
        {
            case PodStage.Syncing when current.Pod.Spec.Volumes.Any(VolumePayloads.IsWritten):
                if (!_refreshWanted && !(_refreshAt <= now))
                {
                    return _refreshAt;
                }

                (_refreshWanted, _refreshAt) = (false, null);
                Begin(VolumesKey, null, () => Task.FromResult(_actor.RefreshVolumes(current)));
                break;
            case PodStage.Terminated when !_volumesRemoved && current.Pod.Metadata.DeletionTimestamp is null:
                _volumesRemoved = true;
                Begin(VolumesKey, null, () => Task.FromResult(_actor.RemoveVolumes()));
                break;
        }

        return null;
    }

    // Looks now and then what volumes and containers hold that may hold only so much; of other pods nothing is measured.
    private DateTimeOffset? BeginMeasureIfNeeded(PodStage stage, DateTimeOffset now)
    {
        var current = _object!;
        if (stage != PodStage.Syncing || _eviction is not null || _inFlight.ContainsKey(MeasureKey)
            || !(_node.Volumes.HasLimits(current.Pod) || StorageLimits.OfPod(current.Pod.Spec) is not null))
        {
            return null;
        }

        _measureAt ??= now + s_measureEvery;
        if (_measureAt > now)
        {
            return _measureAt;
        }

        _measureAt = null;
        Begin(MeasureKey, null, () => _actor.MeasureDiskAsync(current, _abandon!.Token));
        return null;
    }

    private void Take(PodOutcome.VolumesRefreshed refreshed)
    {
        _refreshAt = refreshed.RenewAt;
        foreach (var problem in refreshed.Problems)
        {
            // What runs keeps the files it has.
            _refreshAt = Earliest(_refreshAt, _node.Clock.GetUtcNow() + TellAgainAfter);
            if (_object is { } current && _node.Volumes.IsNews(current.Pod, problem))
            {
                _node.Events.Warning(current.Pod.Target, ContainerStarter.FailedMount, ContainerStarter.SetUpFailed(problem));
            }
        }
    }

    // A pod that was there before this daemon may show what changed since.
    private static bool ShowsOther(Pod? before, Pod now) => before is null
        ? now.Status.StartTime is not null
        : before.Metadata.Generation != now.Metadata.Generation
            || !AreSame(before.Metadata.Labels, now.Metadata.Labels)
            || !AreSame(before.Metadata.Annotations, now.Metadata.Annotations);

    private static bool AreSame(ImmutableSortedDictionary<string, string>? a, ImmutableSortedDictionary<string, string>? b) =>
        (a ?? ImmutableSortedDictionary<string, string>.Empty).SequenceEqual(b ?? ImmutableSortedDictionary<string, string>.Empty);
}
