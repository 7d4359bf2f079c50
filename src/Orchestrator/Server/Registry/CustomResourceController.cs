using System.Text.Json.Nodes;
using LocalPods.Api.ApiExtensions;
using LocalPods.Api.Serialization;
using LocalPods.Orchestrator.Resources;
using LocalPods.Orchestrator.Resources.Custom;
using LocalPods.Orchestrator.Store;
using Microsoft.Extensions.Logging;

namespace LocalPods.Orchestrator.Server.Registry;

/// <summary>
/// Serves the kinds of custom resource definitions as they are written, tells in their status what became of them, and empties the
/// kinds of those that are deleted. All it knows is in the store, so it goes on after a crash where it was.
/// </summary>
internal sealed partial class CustomResourceController(ObjectRegistry objects, ResourceRegistry resources, TimeProvider clock, ILogger logger)
{
    private static readonly TimeSpan s_retry = TimeSpan.FromSeconds(1);
    private static readonly CustomResourceDefinitionResource s_kind = CustomResourceDefinitionResource.Instance;

    private static readonly ImmutableArray<string> s_decided = ["NamesAccepted", "Established"];

    private readonly CustomKinds _kinds = new(resources);
    private readonly Dictionary<string, Task> _emptying = new(StringComparer.Ordinal);

    /// <summary>Serves what is defined already, before the first request.</summary>
    public void Load() => _kinds.Update(objects.Store.List(s_kind.Names.Qualified, null).Items, clock.GetUtcNow());

    /// <summary>Runs until told to stop or the store is closed.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var follower = new StoreFollower(objects.Store, s_kind.StoredAs);
        try
        {
            while (await follower.NextAsync(stopping) is not null)
            {
                await SyncAsync(stopping); // however many changes there are, one look sees them all
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // What is not finished goes on when the server runs again.
        }
        catch (StoreException e) when (e.Failure == StoreFailure.Closed)
        {
            // As above.
        }

        await Task.WhenAll(_emptying.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    private async Task SyncAsync(CancellationToken stopping)
    {
        var stored = objects.Store.List(s_kind.Names.Qualified, null).Items;
        var before = resources.Served;
        var decided = _kinds.Update(stored, clock.GetUtcNow());
        if (!ReferenceEquals(before, resources.Served))
        {
            LogServed(logger, resources.All.Length - resources.BuiltIn.Length);
        }

        foreach (var (definition, status) in decided)
        {
            var name = definition.Metadata.Name ?? "";
            if (!JsonNode.DeepEquals(ApiJson.ToJson(definition.Status), ApiJson.ToJson(status)))
            {
                await TryAsync(name, () => TellAsync(name, status, stopping), stopping);
            }

            if (definition.Metadata.DeletionTimestamp is not null && (!_emptying.TryGetValue(name, out var task) || task.IsCompleted))
            {
                _emptying[name] = TryAsync(name, () => EmptyAsync(definition, stopping), stopping);
            }
        }
    }

    // Only what is decided here: others may write conditions of their own.
    private Task<StoredObject> TellAsync(string name, CustomResourceDefinitionStatus decided, CancellationToken stopping) =>
        ChangeAsync(name, definition => definition with
        {
            Status = s_decided.Aggregate(
                definition.Status with { AcceptedNames = decided.AcceptedNames },
                (status, type) => status.With(decided.Find(type)!, clock.GetUtcNow())),
        }, WritePart.Status, stopping);

    private async Task EmptyAsync(CustomResourceDefinition definition, CancellationToken stopping)
    {
        var name = definition.Metadata.Name!;
        if (definition.Metadata.Finalizers.Contains(CustomResourceDefinitionResource.CleanupFinalizer))
        {
            await TerminatingAsync(name, "True", "InstanceDeletionInProgress", "CustomResource deletion is in progress", stopping);
            await ObjectSweep.EmptyAsync(objects, CustomKinds.Stored(definition), null, stopping);
            await TerminatingAsync(name, "False", "InstanceDeletionCompleted", "removed all instances", stopping);
            await ChangeAsync(
                name,
                d => d with { Metadata = d.Metadata with { Finalizers = d.Metadata.Finalizers.Remove(CustomResourceDefinitionResource.CleanupFinalizer) } },
                WritePart.Object,
                stopping);
            LogGone(logger, name);
        }
    }

    private Task<StoredObject> TerminatingAsync(string name, string status, string reason, string message, CancellationToken stopping) =>
        ChangeAsync(
            name,
            d => d with { Status = d.Status.With(new() { Type = "Terminating", Status = status, Reason = reason, Message = message }, clock.GetUtcNow()) },
            WritePart.Status,
            stopping);

    private Task<StoredObject> ChangeAsync(string name, Func<CustomResourceDefinition, CustomResourceDefinition> change, WritePart part, CancellationToken stopping) =>
        objects.ChangeAsync(s_kind, null, name, content => WithoutVersion(ApiJson.ToJson(change(ApiJson.FromJson<CustomResourceDefinition>(content)))), part, WriteOrigin.Server, stopping);

    private static JsonObject WithoutVersion(JsonObject content)
    {
        ObjectMetadata.Of(content).Remove("resourceVersion");
        return content;
    }

    private async Task TryAsync(string name, Func<Task> work, CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                await work();
                return;
            }
            catch (ApiException e) when (e.Status.Code == 404)
            {
                return; // it went meanwhile
            }
            catch (Exception e) when (e is ApiException or StoreException { Failure: not StoreFailure.Closed })
            {
                LogFailed(logger, name, e.Message);
                await Task.Delay(s_retry, clock, stopping);
            }
        }
    }

    [LoggerMessage(3120, LogLevel.Information, "{Count} versions of custom resources are served")]
    private static partial void LogServed(ILogger logger, int count);

    [LoggerMessage(3121, LogLevel.Information, "Custom resource definition {Definition} and its objects are gone")]
    private static partial void LogGone(ILogger logger, string definition);

    [LoggerMessage(3122, LogLevel.Warning, "Custom resource definition {Definition}: trying again: {Message}")]
    private static partial void LogFailed(ILogger logger, string definition, string message);
}
