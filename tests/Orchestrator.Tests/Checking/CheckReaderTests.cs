using System.Text.Json;
using System.Text.Json.Nodes;
using LocalPods.Api.Core;
using LocalPods.Orchestrator.Checking;
using LocalPods.Orchestrator.Images;
using LocalPods.Orchestrator.PodEnvironment;
using LocalPods.Orchestrator.Store;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalPods.Orchestrator.Tests.Checking;

/// <summary>What surrounds a manifest is gathered from it, from the store and from the engine.</summary>
public sealed class CheckReaderTests
{
    private readonly InMemoryStore _store = new(TimeProvider.System);

    [Fact]
    public async Task Claims_without_a_volume_are_known_by_the_class_that_they_ask_for_and_classes_by_themselves_or_their_volumes()
    {
        await PutAsync("persistentvolumeclaims", "default", "stored", """{"spec": {"storageClassName": "fast"}}""");
        await PutAsync("persistentvolumeclaims", "default", "bound", """{"spec": {"storageClassName": "gone", "volumeName": "pv-1"}}""");
        await PutAsync("storageclasses.storage.k8s.io", "", "local-path", "{}");
        await PutAsync("persistentvolumes", "", "pv-1", """{"spec": {"storageClassName": "manual"}}""");
        await PutAsync("persistentvolumes", "", "pv-2", """{"spec": {}}""");
        var evidence = await ReadAsync(
            Object(0, "PersistentVolumeClaim", "default", "written", """{"spec": {"storageClassName": "slow"}}"""),
            Object(1, "PersistentVolumeClaim", "default", "bound", """{"spec": {"storageClassName": "gone"}}"""),
            Object(2, "StorageClass", "", "mine", "{}"),
            Object(3, "PersistentVolume", "", "pv-3", """{"spec": {"storageClassName": "by-hand"}}"""),
            Object(4, "Pod", "default", "web", "{}") with { Pod = new Pod { Spec = new PodSpec { Volumes = [.. ((string[])["stored", "bound", "written", "nowhere"]).Select(Claim)] } } });
        evidence.ClaimClasses.OrderBy(c => c.Key.Name, StringComparer.Ordinal).Select(c => $"{c.Key.Namespace}/{c.Key.Name} {c.Value}").ShouldBe(["default/nowhere ", "default/stored fast", "default/written slow"]);
        evidence.StorageClasses.Order(StringComparer.Ordinal).ShouldBe(["by-hand", "local-path", "manual", "mine"]);
    }

    private Task<CheckEvidence> ReadAsync(params CheckedObject[] objects)
    {
        var secrets = new PullSecrets(_store, new PulledImages(_store, TimeProvider.System, NullLogger<PulledImages>.Instance));
        var reader = new CheckReader(_store, new FakeContainerRuntime(TimeProvider.System, new Random(1)), new NodeFiles("/"), secrets, "n1", TimeProvider.System);
        return reader.ReadAsync([.. objects], CancellationToken.None);
    }

    private Task<StoredObject> PutAsync(string resource, string @namespace, string name, string content) =>
        _store.CreateAsync(new ObjectKey(resource, @namespace, name), JsonNode.Parse(content)!.AsObject(), timeToLive: null, CancellationToken.None);

    private static CheckedObject Object(int index, string kind, string @namespace, string name, string content) => new(index, kind, @namespace, name, JsonElement.Parse(content));

    private static Volume Claim(string name) => new() { Name = name, PersistentVolumeClaim = new PersistentVolumeClaimVolumeSource { ClaimName = name } };
}
