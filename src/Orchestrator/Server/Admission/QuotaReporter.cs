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
        try
        {
            while (await WatchAsync(stopping))
            {
                // The history ran out: count everything again.
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // What is not written yet is when the server runs again.
        }
    }

    // False when the store was closed.
    private async Task<bool> WatchAsync(CancellationToken stopping)
    {
        using var watch = store.Watch(resource: null, @namespace: null, store.Revision);
        var touched = store.List(QuotaAdmission.Resource, null).Items.Select(q => q.Key.Namespace).ToHashSet(StringComparer.Ordinal);
        try
        {
            do
            {
                while (watch.TryRead(out var change))
                {
                    if (Concerns(change.Object.Key))
                    {
                        touched.Add(change.Object.Key.Namespace);
                    }
                }

                foreach (var @namespace in touched)
                {
                    await ReportAsync(@namespace, stopping);
                }

                touched.Clear();
            }
            while (await watch.WaitToReadAsync(stopping));
            return false;
        }
        catch (StoreException e) when (e.Failure == StoreFailure.Expired)
        {
            return true;
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
