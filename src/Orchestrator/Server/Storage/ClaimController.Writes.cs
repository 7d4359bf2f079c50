using System.Text.Json.Nodes;
using LocalPods.Api.Core;
using LocalPods.Api.Meta;
using LocalPods.Api.Serialization;
using LocalPods.Orchestrator.Events;
using LocalPods.Orchestrator.Server.Registry;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Server.Storage;

internal sealed partial class ClaimController
{
    private Task<StoredObject> ChangeAsync(PersistentVolumeClaim claim, Func<PersistentVolumeClaim, PersistentVolumeClaim> change, CancellationToken cancellationToken) =>
        objects.ChangeAsync(s_claims, claim.Metadata.Namespace, claim.Metadata.Name!, Changed(change), WritePart.Object, WriteOrigin.Controllers, cancellationToken);

    private Task<StoredObject> ChangeAsync(PersistentVolume volume, Func<PersistentVolume, PersistentVolume> change, CancellationToken cancellationToken) =>
        objects.ChangeAsync(s_volumes, null, volume.Metadata.Name!, Changed(change), WritePart.Object, WriteOrigin.Controllers, cancellationToken);

    private Task<StoredObject> StatusAsync(PersistentVolumeClaim claim, PersistentVolumeClaimStatus status, CancellationToken cancellationToken) => objects.ChangeAsync(
        s_claims, claim.Metadata.Namespace, claim.Metadata.Name!, Changed<PersistentVolumeClaim>(c => c with { Status = status }), WritePart.Status, WriteOrigin.Controllers, cancellationToken);

    private Task PhaseAsync(PersistentVolume volume, string phase, CancellationToken cancellationToken, string? reason = null, string? message = null) =>
        volume.Status.Phase == phase
            ? Task.CompletedTask
            : objects.ChangeAsync(
                s_volumes, null, volume.Metadata.Name!,
                Changed<PersistentVolume>(v => v with { Status = new PersistentVolumeStatus { Phase = phase, Reason = reason, Message = message, LastPhaseTransitionTime = clock.GetUtcNow() } }),
                WritePart.Status, WriteOrigin.Controllers, cancellationToken);

    private static Func<JsonObject, JsonObject> Changed<T>(Func<T, T> change)
        where T : class, IKubernetesObject => content =>
        {
            var changed = ApiJson.ToJson(change(ApiJson.FromJson<T>(content)));
            ObjectMetadata.Of(changed).Remove("resourceVersion");
            return changed;
        };

    // What stands as it is is told once.
    private void Tell(PersistentVolumeClaim claim, EventType type, string reason, string message, string component = Component)
    {
        var text = $"{reason}: {message}";
        if (_told.GetValueOrDefault(claim.Metadata.Uid ?? "") == text)
        {
            return;
        }

        _told[claim.Metadata.Uid ?? ""] = text;
        var about = new EventTarget("PersistentVolumeClaim", claim.Metadata.Namespace ?? "", claim.Metadata.Name ?? "", claim.Metadata.Uid ?? "");
        events.Record(new EventNote(about, type, reason, message) { Component = component });
    }

    private static string? Note(ImmutableSortedDictionary<string, string>? annotations, string key) => annotations?.GetValueOrDefault(key);

    private static ImmutableSortedDictionary<string, string> With(ImmutableSortedDictionary<string, string>? annotations, string key, string value = "yes") =>
        (annotations ?? ImmutableSortedDictionary<string, string>.Empty).SetItem(key, value);
}
