using System.Text.Json.Nodes;
using LocalPods.Api.Core;
using LocalPods.Api.Meta;
using LocalPods.Api.Serialization;
using LocalPods.Orchestrator.Events;
using LocalPods.Orchestrator.Resources;
using LocalPods.Orchestrator.Server.Registry;

namespace LocalPods.Orchestrator.Server.Storage;

/// <summary>Writes claims, volumes and what is to be told of them, as the cluster's controllers do.</summary>
internal sealed class StorageWriter(ObjectRegistry objects, IEventRecorder events, TimeProvider clock)
{
    private const string Controller = "persistentvolume-controller";

    private static readonly PersistentVolumeClaimResource s_claims = PersistentVolumeClaimResource.Instance;
    private static readonly PersistentVolumeResource s_volumes = PersistentVolumeResource.Instance;

    private readonly Dictionary<string, string> _told = new(StringComparer.Ordinal);

    public Task CreateAsync(string? @namespace, PersistentVolumeClaim claim, CancellationToken cancellationToken) =>
        objects.CreateAsync(s_claims, @namespace, ApiJson.ToJson(claim), WriteOrigin.Controllers, cancellationToken);

    public Task CreateAsync(PersistentVolume volume, CancellationToken cancellationToken) =>
        objects.CreateAsync(s_volumes, null, ApiJson.ToJson(volume), WriteOrigin.Controllers, cancellationToken);

    public Task DeleteAsync(PersistentVolume volume, CancellationToken cancellationToken) =>
        objects.DeleteAsync(s_volumes, null, volume.Metadata.Name!, new DeleteOptions(), dryRun: false, cancellationToken);

    public Task ChangeAsync(PersistentVolumeClaim claim, Func<PersistentVolumeClaim, PersistentVolumeClaim> change, CancellationToken cancellationToken) =>
        objects.ChangeAsync(s_claims, claim.Metadata.Namespace, claim.Metadata.Name!, Changed(change), WritePart.Object, WriteOrigin.Controllers, cancellationToken);

    public Task ChangeAsync(PersistentVolume volume, Func<PersistentVolume, PersistentVolume> change, CancellationToken cancellationToken) =>
        objects.ChangeAsync(s_volumes, null, volume.Metadata.Name!, Changed(change), WritePart.Object, WriteOrigin.Controllers, cancellationToken);

    public Task SetStatusAsync(PersistentVolumeClaim claim, PersistentVolumeClaimStatus status, CancellationToken cancellationToken) => objects.ChangeAsync(
        s_claims, claim.Metadata.Namespace, claim.Metadata.Name!, Changed<PersistentVolumeClaim>(c => c with { Status = status }), WritePart.Status, WriteOrigin.Controllers, cancellationToken);

    /// <summary>Writes a volume's phase unless it has it.</summary>
    /// <param name="volume">As it was read.</param>
    /// <param name="phase">One of <see cref="VolumePhases"/>.</param>
    /// <param name="cancellationToken">Ends the wait for the write.</param>
    /// <param name="reason">Of a failure.</param>
    /// <param name="message">The failure in words.</param>
    public Task SetPhaseAsync(PersistentVolume volume, string phase, CancellationToken cancellationToken, string? reason = null, string? message = null) =>
        volume.Status.Phase == phase
            ? Task.CompletedTask
            : objects.ChangeAsync(
                s_volumes, null, volume.Metadata.Name!,
                Changed<PersistentVolume>(v => v with { Status = new PersistentVolumeStatus { Phase = phase, Reason = reason, Message = message, LastPhaseTransitionTime = clock.GetUtcNow() } }),
                WritePart.Status, WriteOrigin.Controllers, cancellationToken);

    /// <summary>Tells of a claim; what stands as it is is told once.</summary>
    public void Tell(PersistentVolumeClaim claim, EventType type, string reason, string message, string component = Controller)
    {
        var (uid, text) = (claim.Metadata.Uid ?? "", $"{reason}: {message}");
        if (_told.GetValueOrDefault(uid) == text)
        {
            return;
        }

        _told[uid] = text;
        var about = new EventTarget("PersistentVolumeClaim", claim.Metadata.Namespace ?? "", claim.Metadata.Name ?? "", uid);
        events.Record(new EventNote(about, type, reason, message) { Component = component });
    }

    /// <summary>Tells of a volume.</summary>
    public void Tell(PersistentVolume volume, EventType type, string reason, string message)
    {
        var about = new EventTarget("PersistentVolume", "", volume.Metadata.Name ?? "", volume.Metadata.Uid ?? "");
        events.Record(new EventNote(about, type, reason, message) { Component = Controller });
    }

    /// <summary>Forgets what was told of claims that are gone.</summary>
    /// <param name="claims">Those that are there.</param>
    public void KeepOnly(IReadOnlyCollection<PersistentVolumeClaim> claims)
    {
        foreach (var gone in _told.Keys.Except(claims.Select(c => c.Metadata.Uid ?? "")).ToList())
        {
            _told.Remove(gone);
        }
    }

    private static Func<JsonObject, JsonObject> Changed<T>(Func<T, T> change)
        where T : class, IKubernetesObject => content =>
        {
            var changed = ApiJson.ToJson(change(ApiJson.FromJson<T>(content)));
            ObjectMetadata.Of(changed).Remove("resourceVersion");
            return changed;
        };
}
