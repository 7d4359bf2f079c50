using System.Text.Json.Nodes;
using LocalPods.Api.Core;
using LocalPods.Api.Merging;
using LocalPods.Api.Meta;
using LocalPods.Api.Serialization;
using LocalPods.Orchestrator.Pods;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.StaticPods;

/// <summary>Writes the objects that show static pods.</summary>
internal sealed class MirrorWriter(IObjectStore store, TimeProvider clock, Func<Guid> newId, string nodeName)
{
    private const string DefaultNamespace = "default";

    private readonly Dictionary<string, PodStatus> _lastStatus = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    /// <summary>Without decoding it.</summary>
    public static bool IsMirror(StoredObject stored) =>
        stored.Document.TryGetProperty("metadata", out var metadata)
        && metadata.TryGetProperty("annotations", out var annotations)
        && annotations.ValueKind == System.Text.Json.JsonValueKind.Object
        && annotations.TryGetProperty(PodAnnotations.Mirror, out _);

    /// <summary>Keeps the status of an object that somebody deleted: the one that takes its place goes on from there.</summary>
    public void Remember(StoreChange change)
    {
        if (change.Type == StoreChangeType.Deleted && change.Object.Key.Resource == PodObject.Resource && IsMirror(change.Object))
        {
            var pod = new PodObject(change.Object);
            lock (_gate)
            {
                _lastStatus[pod.Uid] = pod.Pod.Status;
            }
        }
    }

    /// <summary>Adds the object of a static pod.</summary>
    /// <returns>Null when it is there or will be tried again by itself; else what keeps it from being shown.</returns>
    public async Task<string?> ShowAsync(StaticPod pod, CancellationToken stopping)
    {
        if (store.Get(new ObjectKey("nodes", "", nodeName)) is not { } node)
        {
            return null; // it is registered in a moment
        }

        if (pod.Key.Namespace != DefaultNamespace && store.Get(new ObjectKey("namespaces", "", pod.Key.Namespace)) is null)
        {
            return $"{pod.File}: there is no namespace {pod.Key.Namespace}; the pod runs when it is created";
        }

        var owner = new OwnerReference
        {
            ApiVersion = "v1",
            Kind = "Node",
            Name = nodeName,
            Uid = node.Document.GetProperty("metadata").TryGetProperty("uid", out var uid) ? uid.GetString()! : "",
            Controller = true,
        };
        var now = clock.GetUtcNow();
        var mirror = pod.Pod with
        {
            Metadata = pod.Pod.Metadata with
            {
                Uid = newId().ToString(),
                CreationTimestamp = new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerSecond), TimeSpan.Zero),
                OwnerReferences = [owner],
            },
            Status = TakeStatus(pod.Hash) ?? pod.Pod.Status,
        };
        try
        {
            var json = WithKind(ApiJson.ToJson(mirror));
            DirectWrite.NoteCreated<Pod>(json, FieldWriter.NodeAgent, now);
            await store.CreateAsync(pod.Key, json, timeToLive: null, stopping);
        }
        catch (StoreException e) when (e.Failure == StoreFailure.AlreadyExists)
        {
            // Somebody took the name just now: compared again with the next change.
        }

        return null;
    }

    /// <summary>Asks for the end of a pod as a delete of an ordinary one does: the node ends it and removes the object last.</summary>
    /// <returns>False when somebody else wrote the object in between.</returns>
    public async Task<bool> EndAsync(PodObject mirror, CancellationToken stopping)
    {
        var seconds = mirror.Pod.Spec.TerminationGracePeriodSeconds ?? 0;
        var json = mirror.Stored.ToJsonObject();
        var metadata = json["metadata"]!.AsObject();
        metadata["deletionTimestamp"] = ApiJson.ToJson(
            new ObjectMeta { DeletionTimestamp = clock.GetUtcNow() + TimeSpan.FromSeconds(seconds) })["deletionTimestamp"]!.DeepClone();
        metadata["deletionGracePeriodSeconds"] = seconds;
        try
        {
            await store.UpdateAsync(mirror.Stored.Key, json, mirror.Stored.Revision, timeToLive: null, stopping);
            return true;
        }
        catch (StoreException e) when (e.Failure is StoreFailure.Conflict or StoreFailure.NotFound)
        {
            return false;
        }
    }

    private PodStatus? TakeStatus(string hash)
    {
        lock (_gate)
        {
            return _lastStatus.Remove(hash, out var status) ? status : null;
        }
    }

    private static JsonObject WithKind(JsonObject pod)
    {
        pod.Remove("kind");
        pod.Remove("apiVersion");
        pod.Insert(0, "kind", "Pod");
        pod.Insert(1, "apiVersion", "v1");
        return pod;
    }
}
