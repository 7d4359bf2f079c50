using System.Text.Json;
using System.Text.Json.Nodes;
using LocalPods.Api.ApiExtensions;
using LocalPods.Orchestrator.Resources;
using LocalPods.Orchestrator.Resources.Custom;
using LocalPods.Orchestrator.Store;
using Microsoft.Extensions.Logging;

namespace LocalPods.Orchestrator.Server.Registry;

/// <summary>
/// Takes away namespaces that are being deleted: asks everything inside to go, waits until it is gone, and drops the finalizer.
/// All it knows is in the store, so it goes on after a crash where it was.
/// </summary>
internal sealed partial class NamespaceCleaner(ObjectRegistry objects, ResourceRegistry resources, TimeProvider clock, ILogger logger)
{
    private static readonly TimeSpan s_firstRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longestRetry = TimeSpan.FromSeconds(30);

    /// <summary>Runs until told to stop or the store is closed.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        var atWork = new Dictionary<string, Task>(StringComparer.Ordinal);
        using var follower = new StoreFollower(objects.Store, NamespaceResource.Instance.StoredAs);
        try
        {
            while (await follower.NextAsync(stopping) is { } news)
            {
                foreach (var found in news.All?.Items ?? [.. news.Changes.Where(c => c.Type != StoreChangeType.Deleted).Select(c => c.Object)])
                {
                    Begin(found, atWork, stopping);
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // What is not finished goes on when the server runs again.
        }

        await Task.WhenAll(atWork.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    private void Begin(StoredObject found, Dictionary<string, Task> atWork, CancellationToken stopping)
    {
        if (JsonFields.At(found.Document, "metadata.deletionTimestamp").ValueKind == JsonValueKind.String
            && (!atWork.TryGetValue(found.Key.Name, out var task) || task.IsCompleted))
        {
            atWork[found.Key.Name] = CleanAsync(found.Key.Name, stopping);
        }
    }

    private async Task CleanAsync(string name, CancellationToken stopping)
    {
        for (var retry = s_firstRetry; ; retry = retry * 2 < s_longestRetry ? retry * 2 : s_longestRetry)
        {
            try
            {
                await EmptyAsync(name, stopping);
                await FinalizeAsync(name, stopping);
                LogGone(logger, name);
                return;
            }
            catch (ApiException e) when (e.Status.Code == 404)
            {
                return; // somebody else finished it
            }
            catch (Exception e) when (e is ApiException or StoreException { Failure: not StoreFailure.Closed })
            {
                LogFailed(logger, name, e.Message);
                await Task.Delay(retry, clock, stopping);
            }
        }
    }

    // Events last: what goes before them may still write some.
    private async Task EmptyAsync(string name, CancellationToken stopping)
    {
        var kinds = Kinds().OrderBy(d => d.StoredAs == "events").ToList();
        while (kinds.Exists(k => !objects.Store.List(k.StoredAs, name).Items.IsEmpty))
        {
            foreach (var kind in kinds)
            {
                await ObjectSweep.EmptyAsync(objects, kind, name, stopping);
            }
        }
    }

    // Objects stay when their definition no longer has a version that is served: then they go as they are stored.
    private IEnumerable<ResourceDefinition> Kinds() => resources.All.Where(d => d.IsStored)
        .Concat(objects.Store.All<CustomResourceDefinition>(CustomResourceDefinitionResource.Instance.StoredAs, null).Select(CustomKinds.Stored))
        .Where(d => d.Names.Namespaced).DistinctBy(d => d.StoredAs);

    private Task<StoredObject> FinalizeAsync(string name, CancellationToken stopping) =>
        objects.ChangeAsync(NamespaceResource.Instance, null, name, WithoutFinalizer, WritePart.Finalize, WriteOrigin.Controllers, stopping);

    private static JsonObject WithoutFinalizer(JsonObject content)
    {
        var spec = content.Object("spec");
        spec["finalizers"] = new JsonArray([.. spec.Texts("finalizers").Where(f => f != NamespaceResource.ContentFinalizer).Select(f => JsonValue.Create(f))]);
        ObjectMetadata.Of(content).Remove("resourceVersion");
        return content;
    }

    [LoggerMessage(3100, LogLevel.Information, "Namespace {Namespace} is empty and gone")]
    private static partial void LogGone(ILogger logger, string @namespace);

    [LoggerMessage(3101, LogLevel.Warning, "Namespace {Namespace} could not be emptied, trying again: {Message}")]
    private static partial void LogFailed(ILogger logger, string @namespace, string message);
}
