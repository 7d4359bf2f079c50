using System.Text.Json.Nodes;
using LocalPods.Orchestrator.Store;

namespace LocalPods.Orchestrator.Tests.Server;

public sealed class StorageTests
{
    [Fact]
    public async Task A_namespace_that_somebody_else_makes_at_the_same_moment_does_not_keep_the_server_from_starting()
    {
        await using var api = await ApiHost.StartAsync(inner => new FailingStore(inner) { Overtaken = "kube-public" });
        (await api.GetAsync("/api/v1/namespaces/kube-public")).Code.ShouldBe(200);
        (await api.GetAsync("/api/v1/namespaces/kube-system")).Code.ShouldBe(200);
    }

    private const string Pods = "/api/v1/namespaces/default/pods";

    [Theory]
    [InlineData(StoreFailure.Full, 507, "InsufficientStorage")]
    [InlineData(StoreFailure.Closed, 503, "ServiceUnavailable")]
    public async Task A_write_the_medium_refuses_is_said_so_and_reads_go_on(StoreFailure failure, int code, string reason)
    {
        FailingStore? store = null;
        await using var api = await ApiHost.StartAsync(inner => store = new FailingStore(inner));
        await api.CreatePodAsync("web");
        store!.Fails = failure;
        var refused = await api.PostAsync(Pods, Manifests.Pod("other"));
        (refused.Code, refused.Reason, refused.Message).ShouldBe((code, reason, "no write today"));
        (await api.GetAsync(Pods)).Names.ShouldBe(["web"]);
        store.Fails = null;
        await api.CreatePodAsync("other");
    }

    [Fact]
    public async Task A_write_that_is_overtaken_again_and_again_ends_as_a_conflict()
    {
        FailingStore? store = null;
        await using var api = await ApiHost.StartAsync(inner => store = new FailingStore(inner));
        await api.CreatePodAsync("web");
        store!.Fails = StoreFailure.Conflict;
        (await api.MergeAsync(Pods + "/web", """{"metadata":{"labels":{"a":"b"}}}""")).Code.ShouldBe(409);
        (await api.DeleteAsync(Pods + "/web")).Code.ShouldBe(409);
    }

    [Fact]
    public async Task A_namespace_that_was_being_deleted_when_the_server_died_is_finished_by_the_next()
    {
        await using var store = new InMemoryStore(TimeProvider.System);
        var ns = """{"kind":"Namespace","apiVersion":"v1","metadata":{"name":"team","deletionTimestamp":"2020-01-01T00:00:00Z"},"spec":{"finalizers":["kubernetes"]},"status":{"phase":"Terminating"}}""";
        await store.CreateAsync(new("namespaces", "", "team"), JsonNode.Parse(ns)!.AsObject(), null, CancellationToken.None);
        var pod = """{"kind":"Pod","apiVersion":"v1","metadata":{"name":"over","namespace":"team"},"spec":{"nodeName":"n","containers":[]},"status":{"phase":"Succeeded"}}""";
        await store.CreateAsync(new("pods", "team", "over"), JsonNode.Parse(pod)!.AsObject(), null, CancellationToken.None);
        var before = store.Revision;
        await using var api = await ApiHost.StartAsync(_ => store);
        await using var watch = await WatchStream.OpenAsync(api, $"/api/v1/namespaces?watch=true&fieldSelector=metadata.name%3Dteam&resourceVersion={before}");
        (await watch.NextNameAsync()).ShouldBe("DELETED team");
        store.List("pods", null).Items.ShouldBeEmpty();
    }
}
