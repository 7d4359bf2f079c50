using System.Text.Json.Nodes;
using LocalPods.Api.Core;
using LocalPods.Api.Serialization;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Server.Admission;

/// <summary>Keeps the status of quotas: what is used of them, counted anew when something that counts comes, goes or changes.</summary>
internal sealed class QuotaReporter(IObjectStore store)
{
    /// <summary>Runs until told to stop or the store is closed.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var follower = new StoreFollower(store, resource: null);
        try
        {
            while (await follower.NextAsync(stopping) is { } news)
            {
                var touched = news.All is { } all
                    ? all.Items.Where(o => o.Key.Resource == QuotaAdmission.Resource).Select(o => o.Key.Namespace)
                    : news.Changes.Select(c => c.Object.Key).Where(Concerns).Select(k => k.Namespace);
                foreach (var @namespace in touched.ToHashSet(StringComparer.Ordinal))
                {
                    await ReportAsync(@namespace, stopping);
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // What is not written yet is when the server runs again.
        }
    }

    private bool Concerns(ObjectKey changed) => changed.Namespace.Length > 0 && (changed.Resource == QuotaAdmission.Resource
        || store.All<ResourceQuota>(QuotaAdmission.Resource, changed.Namespace).Any(q => QuotaUsage.Concerns(q.Spec, changed.Resource)));

    private async Task ReportAsync(string @namespace, CancellationToken stopping)
    {
        foreach (var stored in store.List(QuotaAdmission.Resource, @namespace).Items)
        {
            var quota = ApiJson.FromJson<ResourceQuota>(stored.Json.Span);
            var status = ApiJson.ToJson(new ResourceQuotaStatus { Hard = quota.Spec.Hard, Used = QuotaUsage.OfAll(quota.Spec, store, @namespace) });
            var content = stored.ToJsonObject();
            if (JsonNode.DeepEquals(content["status"], status))
            {
                continue;
            }

            content["status"] = status;
            try
            {
                await store.UpdateAsync(stored.Key, content, stored.Revision, timeToLive: null, stopping);
            }
            catch (StoreException e) when (e.Failure is not StoreFailure.Expired)
            {
                // Whoever was faster is seen next, and what cannot be written is counted again with the next change.
            }
        }
    }
}
