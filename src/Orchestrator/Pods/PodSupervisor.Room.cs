using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Pods;

internal sealed partial class PodSupervisor
{
    // A node that is labelled, uncordoned or has grown may take pods that wait.
    private async Task WatchNodeAsync(CancellationToken stopping)
    {
        using var follower = new StoreFollower(node.Store, "nodes");
        while (await follower.NextAsync(stopping) is not null)
        {
            node.Allocations.TellWaiting();
        }
    }
}
