using LocalPods.Api.Core;
using LocalPods.Api.Meta;
using LocalPods.Api.Serialization;
using LocalPods.Orchestrator.Nodes;
using LocalPods.Orchestrator.Store;
using LocalPods.Orchestrator.Tests.Volumes;
using LocalPods.Orchestrator.Volumes;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalPods.Orchestrator.Tests.Pods;

/// <summary>A claim for one pod alone, over the lives of two that want it.</summary>
public sealed class ClaimHandoverTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 20)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Whoever_waits_has_it_within_a_second_of_the_end_or_the_deletion_of_the_other(int seed) => TestKit.Simulation.Run(seed, async sim =>
    {
        var store = new InMemoryStore(sim.Clock);
        var engine = new FakeContainerRuntime(sim.Clock, sim.Random);
        using var stopping = new CancellationTokenSource();
        var options = new NodeAgentOptions { Root = _folder.Path, NodeName = "n1", HostIps = ["192.0.2.1"], Version = "v1.36.0", Mounts = new NoMounts(), RecordFiles = new MemoryRecordFiles() };
        var uids = 0;
        var agent = new NodeAgent(store, engine, sim.Clock, sim.Random, () => new Guid(++uids, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), options, NullLoggerFactory.Instance).RunAsync(stopping.Token);
        await PutAsync(store, "persistentvolumes", "", new PersistentVolume
        {
            Metadata = new ObjectMeta { Name = "pv" },
            Spec = new PersistentVolumeSpec { HostPath = new HostPathVolumeSource { Path = _folder.Path } },
        });
        await PutAsync(store, "persistentvolumeclaims", "default", new PersistentVolumeClaim
        {
            Metadata = new ObjectMeta { Name = "disk", Namespace = "default" },
            Spec = new PersistentVolumeClaimSpec { VolumeName = "pv", AccessModes = ["ReadWriteOncePod"] },
            Status = new PersistentVolumeClaimStatus { Phase = "Bound" },
        });

        var ends = seed % 2 == 0;
        engine.Exits("one", code: 0, after: TimeSpan.FromSeconds(ends ? 33 : 1000));
        await PutAsync(store, "pods", "default", Claiming("one", sim.Clock.GetUtcNow()));
        await UntilAsync(TimeSpan.FromSeconds(1), () => Runs("one"));
        await PutAsync(store, "pods", "default", Claiming("two", sim.Clock.GetUtcNow()));
        await Task.Delay(TimeSpan.FromSeconds(32), sim.Clock); // between two of its own tries
        Runs("one").ShouldBeTrue();
        Runs("two").ShouldBeFalse();
        if (!ends)
        {
            await store.DeleteAsync(new ObjectKey("pods", "default", "one"), null, CancellationToken.None);
        }

        await UntilAsync(TimeSpan.FromSeconds(ends ? 2 : 1), () => Runs("two")); // its end is a second away
        stopping.Cancel();
        try
        {
            await agent;
        }
        catch (OperationCanceledException)
        {
            // As asked.
        }

        bool Runs(string pod) => store.Get(new ObjectKey("pods", "default", pod)) is { } stored
            && ApiJson.FromJson<Pod>(stored.Json.Span).Status.ContainerStatuses.Any(c => c.State.Running is not null);

        async Task UntilAsync(TimeSpan within, Func<bool> holds)
        {
            for (var end = sim.Clock.GetUtcNow() + within; !holds(); await Task.Delay(TimeSpan.FromMilliseconds(50), sim.Clock))
            {
                sim.Clock.GetUtcNow().ShouldBeLessThan(end);
            }
        }
    });

    private static Task<StoredObject> PutAsync<T>(InMemoryStore store, string resource, string @namespace, T value)
        where T : IKubernetesObject =>
        store.CreateAsync(new ObjectKey(resource, @namespace, value.Metadata.Name!), ApiJson.ToJson(value), timeToLive: null, CancellationToken.None);

    private static Pod Claiming(string name, DateTimeOffset now) => new()
    {
        Metadata = new ObjectMeta { Name = name, Namespace = "default", Uid = $"uid-{name}", CreationTimestamp = now, Generation = 1 },
        Spec = new PodSpec
        {
            NodeName = "n1",
            RestartPolicy = "Never",
            TerminationGracePeriodSeconds = 30,
            Containers = [new Container { Name = name, Image = "busybox:1.32.0", ImagePullPolicy = "IfNotPresent", VolumeMounts = [new VolumeMount { Name = "v", MountPath = "/v" }] }],
            Volumes = [new Volume { Name = "v", PersistentVolumeClaim = new PersistentVolumeClaimVolumeSource { ClaimName = "disk" } }],
        },
        Status = new PodStatus { Phase = "Pending", QosClass = "BestEffort" },
    };
}
