using System.Text.Json.Nodes;
using LocalPods.Api.Core;
using LocalPods.Api.Serialization;
using LocalPods.Orchestrator.Events;
using LocalPods.Orchestrator.Runtime;
using LocalPods.Orchestrator.Store;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalPods.Orchestrator.Tests.Events;

/// <summary>What stands in the store after something was recorded.</summary>
public sealed class EventRecorderTests
{
    private static readonly PodIdentity Web = new("shop", "web", "uid-1");

    [Fact]
    public void An_event_is_written_as_a_kubelet_writes_it() => Run(async scene =>
    {
        scene.Recorder.Warning(
            EventTarget.InPod(Web, ContainerList.Containers, "app", new("0123abcd")) with { ResourceVersion = "7" },
            "Unhealthy", "container 0123abcd is not well");
        await scene.SettleAsync();
        var json = scene.Stored("shop").ShouldHaveSingleItem();
        json["metadata"]!["name"]!.GetValue<string>().ShouldBe($"web.{1893456000000000000:x}");
        json["metadata"]!["namespace"]!.GetValue<string>().ShouldBe("shop");
        var written = ApiJson.FromJson<Event>(json);
        written.InvolvedObject.ShouldBe(new ObjectReference
        {
            Kind = "Pod", ApiVersion = "v1", Namespace = "shop", Name = "web", Uid = "uid-1", ResourceVersion = "7", FieldPath = "spec.containers{app}",
        });
        written.ShouldSatisfyAllConditions(
            e => e.Type.ShouldBe("Warning"),
            e => e.Reason.ShouldBe("Unhealthy"),
            e => e.Message.ShouldBe("container app is not well"),
            e => e.Source.ShouldBe(new EventSource { Component = "kubelet", Host = "node-a" }),
            e => e.ReportingComponent.ShouldBe("kubelet"),
            e => e.ReportingInstance.ShouldBe("node-a"),
            e => e.Count.ShouldBe(1),
            e => e.FirstTimestamp.ShouldBe(scene.Start),
            e => e.LastTimestamp.ShouldBe(scene.Start),
            e => e.Metadata.Uid.ShouldNotBeNullOrEmpty(),
            e => e.Metadata.CreationTimestamp.ShouldBe(scene.Start));
        json.ContainsKey("eventTime").ShouldBeTrue("clients expect it, as null");
    });

    [Fact]
    public void A_repeated_event_is_counted_up_in_place() => Run(async scene =>
    {
        scene.Recorder.Normal(EventTarget.Pod(Web), "Pulled", "again");
        await scene.PassAsync(30);
        scene.Recorder.Normal(EventTarget.Pod(Web), "Pulled", "again");
        await scene.SettleAsync();
        var written = ApiJson.FromJson<Event>(scene.Stored("shop").ShouldHaveSingleItem());
        (written.Count, written.FirstTimestamp, written.LastTimestamp).ShouldBe((2, scene.Start, scene.Start.AddSeconds(30)));
    });

    [Fact]
    public void Events_about_the_node_are_kept_in_the_default_namespace() => Run(async scene =>
    {
        scene.Recorder.Normal(EventTarget.Node("node-a"), "Starting", "Starting kubelet.");
        await scene.SettleAsync();
        var written = ApiJson.FromJson<Event>(scene.Stored("default").ShouldHaveSingleItem());
        (written.InvolvedObject.Kind, written.InvolvedObject.Namespace, written.InvolvedObject.Uid).ShouldBe(("Node", null, "node-a"));
    });

    [Fact]
    public void Another_component_names_no_host() => Run(async scene =>
    {
        scene.Recorder.Record(new EventNote(EventTarget.Pod(Web), EventType.Normal, "Scheduled", "Successfully assigned shop/web to node-a") { Component = "default-scheduler" });
        await scene.SettleAsync();
        ApiJson.FromJson<Event>(scene.Stored("shop").Single()).Source.ShouldBe(new EventSource { Component = "default-scheduler" });
    });

    [Fact]
    public void An_event_goes_an_hour_after_it_happened_last() => Run(async scene =>
    {
        scene.Recorder.Normal(EventTarget.Pod(Web), "Pulled", "again");
        await scene.PassAsync(3000);
        scene.Recorder.Normal(EventTarget.Pod(Web), "Pulled", "again");
        await scene.SettleAsync();
        scene.TimesToLive.ShouldBe([TimeSpan.FromHours(1), TimeSpan.FromHours(1)]);
    });

    [Fact]
    public void An_event_that_expired_meanwhile_is_written_anew_with_its_count() => Run(async scene =>
    {
        scene.Recorder.Normal(EventTarget.Pod(Web), "Pulled", "again");
        await scene.SettleAsync();
        await scene.Store.DeleteAsync(scene.Store.List("events", null).Items.Single().Key, null, CancellationToken.None);
        scene.Recorder.Normal(EventTarget.Pod(Web), "Pulled", "again");
        await scene.SettleAsync();
        ApiJson.FromJson<Event>(scene.Stored("shop").Single()).Count.ShouldBe(2);
    });

    [Theory]
    [InlineData(StoreFailure.Conflict)]
    [InlineData(StoreFailure.AlreadyExists)]
    [InlineData(StoreFailure.NotFound)]
    [InlineData(StoreFailure.Full)]
    public void A_store_that_fails_for_a_while_loses_nothing(StoreFailure failure) => Run(async scene =>
    {
        scene.Failures = 3;
        scene.Failure = failure;
        scene.Recorder.Normal(EventTarget.Pod(Web), "Pulled", "one");
        scene.Recorder.Normal(EventTarget.Pod(Web), "Created", "two");
        await scene.PassAsync(10);
        scene.Stored("shop").Select(e => e["reason"]!.GetValue<string>()).Order(StringComparer.Ordinal).ShouldBe(["Created", "Pulled"]);
    });

    [Fact]
    public void A_store_that_is_broken_loses_events_and_nothing_else() => Run(async scene =>
    {
        (scene.Failures, scene.Failure) = (1, StoreFailure.Unusable);
        scene.Recorder.Normal(EventTarget.Pod(Web), "Pulled", "lost");
        scene.Recorder.Normal(EventTarget.Pod(Web), "Created", "kept");
        await scene.SettleAsync();
        scene.Stored("shop").ShouldHaveSingleItem()["message"]!.GetValue<string>().ShouldBe("kept");
    });

    [Fact]
    public void What_does_not_fit_into_the_queue_is_lost_without_waiting() => Run(async scene =>
    {
        for (var i = 0; i < EventRecorder.QueueCapacity + 50; i++)
        {
            scene.Recorder.Normal(EventTarget.Pod(Web with { Name = $"pod-{i}" }), "Pulled", "m");
        }

        await scene.SettleAsync();
        scene.Stored("shop").Length.ShouldBe(EventRecorder.QueueCapacity);
    });

    [Fact]
    public void What_was_recorded_before_the_daemon_stopped_is_still_written() => TestKit.Simulation.Run(1, async simulation =>
    {
        var scene = new Scene(simulation);
        using var stopped = new CancellationTokenSource();
        stopped.Cancel();
        scene.Recorder.Normal(EventTarget.Pod(Web), "Pulled", "m");
        await Scene.EndAsync(scene.Recorder.RunAsync(stopped.Token));
        scene.Stored("shop").Length.ShouldBe(1);
    });

    private static void Run(Func<Scene, Task> scenario) => TestKit.Simulation.Run(1, async simulation =>
    {
        var scene = new Scene(simulation);
        using var stopping = new CancellationTokenSource();
        var running = scene.Recorder.RunAsync(stopping.Token);
        await scenario(scene);
        stopping.Cancel();
        await Scene.EndAsync(running);
    });

    /// <summary>A recorder over a store in memory whose writes can be made to fail.</summary>
    private sealed class Scene : IObjectStore
    {
        private readonly TestKit.Simulation _simulation;

        public Scene(TestKit.Simulation simulation)
        {
            _simulation = simulation;
            Store = new InMemoryStore(simulation.Clock);
            Recorder = new EventRecorder(this, simulation.Clock, () => new Guid(simulation.Random.Next(), 0, 0, new byte[8]), "node-a", NullLogger<EventRecorder>.Instance);
        }

        public DateTimeOffset Start { get; } = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
        public InMemoryStore Store { get; }
        public EventRecorder Recorder { get; }
        public List<TimeSpan?> TimesToLive { get; } = [];
        public int Failures { get; set; }
        public StoreFailure Failure { get; set; }
        public long Revision => Store.Revision;

        public static async Task EndAsync(Task running)
        {
            try
            {
                await running;
            }
            catch (OperationCanceledException)
            {
                // As asked.
            }
        }

        public JsonObject[] Stored(string @namespace) => [.. Store.List("events", @namespace).Items.Select(i => i.ToJsonObject())];

        public Task PassAsync(double seconds) => Task.Delay(TimeSpan.FromSeconds(seconds), _simulation.Clock);

        public Task SettleAsync() => PassAsync(0.1);

        public StoredObject? Get(ObjectKey key) => Store.Get(key);

        public StoredList List(string? resource, string? @namespace) => Store.List(resource, @namespace);

        public Task<StoredObject> CreateAsync(ObjectKey key, JsonObject content, TimeSpan? timeToLive, CancellationToken cancellationToken)
        {
            Fail();
            TimesToLive.Add(timeToLive);
            return Store.CreateAsync(key, content, timeToLive, cancellationToken);
        }

        public Task<StoredObject> UpdateAsync(ObjectKey key, JsonObject content, long expectedRevision, TimeSpan? timeToLive, CancellationToken cancellationToken)
        {
            Fail();
            TimesToLive.Add(timeToLive);
            return Store.UpdateAsync(key, content, expectedRevision, timeToLive, cancellationToken);
        }

        public Task<StoredObject> DeleteAsync(ObjectKey key, long? expectedRevision, CancellationToken cancellationToken) =>
            Store.DeleteAsync(key, expectedRevision, cancellationToken);

        public IStoreWatch Watch(string? resource, string? @namespace, long since) => Store.Watch(resource, @namespace, since);

        public Task CompactAsync(long revision, CancellationToken cancellationToken) => Store.CompactAsync(revision, cancellationToken);

        public ValueTask DisposeAsync() => Store.DisposeAsync();

        private void Fail()
        {
            if (Failures-- > 0)
            {
                throw new StoreException(Failure, "injected");
            }
        }
    }
}
